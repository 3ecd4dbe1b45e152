"""A stack template of the project's own, which UFO 4 takes in place of its built-in one.

lib/ufo/stack.rb of https://github.com/tongueroo/ufo at v4.6.3
"""

from __future__ import annotations

from dataclasses import replace

from ufo_preflight.project.built import template_features
from ufo_preflight.project.documents import Document, mapping
from ufo_preflight.project.features import Sights
from ufo_preflight.project.ruby_scope import Environment, Helper
from ufo_preflight.project.snapshot import Known, ProjectFiles, Value
from ufo_preflight.project.stack_names import uncovered
from ufo_preflight.project.stack_template import read_template
from ufo_preflight.project.yaml_templates import is_unread, read_yaml, unread

FILE = ".ufo/settings/cfn/stack.yml"
# What UFO merges in through this method stands in the cfn profile, which is read by itself.
_HELPERS: dict[str, Helper] = {"custom_properties": lambda _: Known(None)}


def read_own_template(files: ProjectFiles, configured: Sights, environment: Environment) -> Sights:
    """Return the sights with those of the project's own template over them, where it has one."""
    if not files.has(FILE):
        return configured
    known: dict[str, Value] = {
        f"@{name}": Known(value)
        for name, value in (("stack_name", configured.stack), ("cluster", configured.cluster))
        if value
    }
    document, problem = read_yaml(files, FILE, _HELPERS, environment, known)
    resources = mapping(document).get("Resources")
    if is_unread(document) or is_unread(resources) or not resources:
        what = f"whatever {FILE} makes, which {problem or 'is not readable'}"
        return replace(configured, uncovered=(what,))
    elb = configured.features["elb"].used
    created: Document = unread() if elb is None else str(elb).lower()
    template = read_template(document, {"CreateElb": created, "ElbTargetGroup": ""})
    found = template_features(configured, template, FILE)
    return replace(
        configured,
        features={**configured.features, **found},
        uncovered=uncovered(template, 4),
    )
