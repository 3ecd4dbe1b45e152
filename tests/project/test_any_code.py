"""Whatever is written in a project's files, reading them is no error and leaves no verdict out."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.project.projects import CONFIG, TASK, TASK_ROLE, V5, V6, VARS, files
from ufo_preflight.catalog import load_catalogue
from ufo_preflight.project.naming import Layers
from ufo_preflight.project.reading import read_project

VALUES = st.sampled_from(
    """a|b|@a|NAME|M::X|foo|foo(a)|nil|true|1|-1|1.5|:sym|'x'|'a' 'b'|"y#{a}"|"#{ENV['X']}"|[a, 'b']
    |%w[a b]|{a: 1, b: a}|{**a, c: 2}|ENV['X']|ENV.fetch('X')|ENV.fetch('Y', a)|ENV.fetch('Y') { b }
    |config.dns.domain|Ufo.env|->(x) { x }|helper.bar|a[:b]|a.b.c|(a)|a.merge(b)|a.merge(b: 1)|a.dup
    |expansion(':APP')|ssm('/x')|if a then b else c end|case a when 'x' then b else c end|a ? b : c
    |!a|a + b|a || b|a && b|a == b|a.join('-')|a.split(',')|a.first|a.gsub('x', 'y')|a.dig(:b)
    |a.deep_merge(b)|a.fetch(:b)|a.except(:b)|a.to_s|$x|self|/re/|a[0]|a << b""".replace(
        "\n", ""
    ).split("|")
)
SIMPLE = """a = {}|b = {}|@a = {}|NAME = {}|config.dns.domain = {}|config.docker.repo = {}|a ||= {}|a += {}
    |a -= {}|ENV['X'] = {}|ENV[a] = {}|a[:k] = {}|a.merge!({})|a << {}|a.delete({})|return if {}|next|{}
    |variables({})|variables(name: {}, awslogs_group: a)|source({})|a, b = {}, a|iam_policy('x', {})
    |config.send(:x, {})|foo.bar = {}""".replace("\n", "").split("|")
# `@` stands for more statements.
TEMPLATES = (
    "if {}\n@\nend",
    "unless {}\n@\nelse\na = 1\nend",
    "case {}\nwhen 'x'\n@\nelse\na = 1\nend",
    "{}.each do |a|\n@\nend",
    "while {}\n@\nend",
    "def foo(a, b = 1)\n@\n{}\nend",
    "def bar(a:)\n@\nreturn {}\nend",
    "module M\nX = {}\n@\nend",
    "class K\ndef call(n)\n@\n{}\nend\nend",
    "begin\n@\nrescue\na = {}\nend",
)


def put_in(template, value):
    return template.strip().replace("{}", value, 1)


SIMPLES = st.builds(put_in, st.sampled_from(SIMPLE), VALUES)


def nested(inner):
    def around(template, value, body):
        return put_in(template, value).replace("@\n", f"{body}\n", 1)

    blocks = st.builds(around, st.sampled_from(TEMPLATES), VALUES, inner)
    return st.lists(blocks | inner, max_size=4).map("\n".join)


CODE = st.recursive(SIMPLES, nested, max_leaves=8)


def of_v6(code, other, value):
    config = V6[CONFIG].replace("\nend", f"\n{code}\nend")
    return files(
        V6,
        {
            CONFIG: config,
            VARS: f"{V6[VARS]}{other}\n",
            TASK: f"{V6[TASK]}<% {code}\n %>\n",
            TASK_ROLE: other,
            ".ufo/config/boot.rb": other,
            ".ufo/helpers/a_helper.rb": code,
            ".ufo/config/cfn/base.yml": f"TaskRole:\n  RoleName: <%= {value} %>\n",
        },
    )


def of_v5(code, other, value):
    definitions = f"{other}\ntask_definition 'shop-web' do\n{code}\nend\n"
    settings_ = f"base:\n  image: <%= {value} %>\n<% if {value} %>\n  cluster: b\n<% end %>\n"
    return files(
        V5,
        {
            ".ufo/task_definitions.rb": definitions,
            ".ufo/variables/base.rb": other,
            ".ufo/settings.yml": settings_,
            ".ufo/settings/cfn/default.yml": f"Dns:\n  Name: <%= {value} %>\n",
        },
    )


@settings(max_examples=40, deadline=None)
@given(st.sampled_from([of_v6, of_v5]), CODE, CODE, VALUES, st.booleans())
def test_any_code_is_read_and_every_feature_told(project, code, other, value, known):
    environ = {"X": "x"} if known else None
    found = read_project(project(code, other, value), Layers(), environ=environ)
    assert set(found.features) == set(load_catalogue().features)
    assert all(feature.why or feature.used is None for feature in found.features.values())
