"""Properties that a project merges into UFO's template."""

from __future__ import annotations

import pytest

from ufo_preflight.project.custom_properties import camelized, drawn, policies_in
from ufo_preflight.project.features import no, open_, yes
from ufo_preflight.project.stack_names import ELB, ROLE, names_in
from ufo_preflight.project.yaml_templates import unread


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ({"task_role": {"role_name": "a"}}, {"TaskRole": {"RoleName": "a"}}),
        ({"Dns": {"TTL": "60"}}, {"Dns": {"TTL": "60"}}),
        ({"a": ({"b_c": "d"},)}, {"A": ({"BC": "d"},)}),
        ({"a": "{stack_name}-x"}, {"A": "shop-x"}),
        ({"a": "{stack_name}-{stack_name}"}, {"A": "shop-{stack_name}"}),
        (unread(), unread()),
    ],
)
def test_keys_are_camelized_and_the_stacks_name_put_in_once(document, expected):
    assert camelized(document, "shop") == expected


def test_a_name_of_an_unknown_stack_is_not_known():
    assert camelized({"a": "{stack_name}-x"}, "") == {"A": unread()}


RESOURCES = {"Elb": (ELB, {"Type": "application"}), "TaskRole": (ROLE, {})}


@pytest.mark.parametrize(
    ("custom", "elb", "role"),
    [
        (None, "shop-Elb-*", "role/shop-TaskRole-*"),
        ({"Elb": {"Name": "mine"}}, "mine", "role/shop-TaskRole-*"),
        ({"TaskRole": {"RoleName": "task"}}, "shop-Elb-*", "role/task"),
        ({"TaskRole": {"RoleName": unread("a-*")}}, "shop-Elb-*", None),
        ({"TaskRole": unread()}, "shop-Elb-*", None),
        (unread(), None, None),
    ],
)
def test_names_are_drawn_with_what_is_merged_in(custom, elb, role):
    found = names_in(drawn(RESOURCES, custom), "shop")
    wanted = f"arn:{{partition}}:iam::{{account}}:{role}" if role else None
    assert (found.single.get("elb_name"), found.roles.get("task_role")) == (elb, wanted)


SEEN = {
    f"{role}_{kind}": no("none")
    for role in ("task_role", "execution_role")
    for kind in ("policies", "inline")
}


@pytest.mark.parametrize(
    ("custom", "name", "feature"),
    [
        (None, "task_role_policies", no("none")),
        (
            {"TaskRole": {"ManagedPolicyArns": ("arn:a",)}},
            "task_role_policies",
            yes("f adds ManagedPolicyArns to TaskRole."),
        ),
        (
            {"TaskRole": {"Policies": ({"PolicyName": "a"},)}},
            "task_role_inline",
            yes("f adds Policies to TaskRole."),
        ),
        (unread(), "execution_role_inline", open_("f cannot be read.")),
    ],
)
def test_policies_that_are_merged_in_are_seen(custom, name, feature):
    assert policies_in(custom, SEEN, "f")[name] == feature
