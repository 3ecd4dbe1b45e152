"""The helpers of UFO that ask AWS while its files are read."""

from __future__ import annotations

from tests.project.projects import V6, VARS, facts, v6
from ufo_preflight.project.helper_uses import helper_features, helper_names
from ufo_preflight.project.ruby_scope import Use
from ufo_preflight.project.values import Computed, Known


def use(name, *arguments, certain=True):
    return Use(name, tuple(Known(each) for each in arguments), "c.rb:1", certain)


def test_a_helper_that_is_called_says_where():
    found = helper_features([use("ssm", "/a"), use("waf", certain=False)])
    assert (found["helper_ssm"].used, found["helper_ssm"].why) == (
        True,
        "`ssm` is called in c.rb:1.",
    )
    assert found["helper_waf"].why == "`waf` is called conditionally in c.rb:1."
    assert found["helper_acm"].why == "`acm_cert` is not called."


def test_what_helpers_are_asked_for_is_named():
    uses = [use("stack_output", "vpc-:ENV.Vpc"), use("ssm", "/a/b"), use("ecr_repo", "shop")]
    assert helper_names(uses, lambda text: Known(text.replace(":ENV", "dev"))) == {
        "output_stack": ("vpc-dev",),
        "parameter": ("a/b",),
        "looked_up_repository_arn": ("arn:{partition}:ecr:{region}:{account}:repository/shop",),
    }


def test_one_call_with_an_unknown_argument_leaves_all_open():
    unknown = Use("ssm", (Computed("c.rb:2"),), "c.rb:2", certain=True)
    assert helper_names([use("ssm", "/a"), unknown], Known) == {}


def test_helpers_in_variables_and_templates_are_found():
    found = facts(v6(changes={VARS: V6[VARS] + '@key = ssm("/k")\n'}))
    assert found.features["helper_ssm"].used
    assert found.names["parameter"] == ("k",)
