"""Names into templates: one ARN for each combination, and whether it says which resource."""

from __future__ import annotations

from ufo_preflight.catalog.fill import Filled, fill, variables

PLACE = {"partition": ("aws",), "region": ("eu-west-1",), "account": ("111122223333",)}
SERVICE = "arn:{partition}:ecs:{region}:{account}:service/{cluster}/{service}"


def test_variables_are_named_once_in_order():
    assert variables("{b}-{a}-{b}") == ("b", "a")


def test_known_names_make_an_exact_arn():
    names = {**PLACE, "cluster": ("dev",), "service": ("shop-*",)}
    arn = "arn:aws:ecs:eu-west-1:111122223333:service/dev/shop-*"
    assert fill(SERVICE, names) == (Filled(arn, exact=True),)


def test_an_unknown_name_is_its_pattern_and_not_exact():
    filled = fill(SERVICE, {**PLACE, "stack": ("shop",)}, {"service": "{stack}-*"})
    arn = "arn:aws:ecs:eu-west-1:111122223333:service/*/shop-*"
    assert filled == (Filled(arn, exact=False),)


def test_a_name_may_be_a_template_itself():
    names = {**PLACE, "role": ("arn:{partition}:iam::{account}:role/a-*", "b")}
    assert fill("{role}", names) == (
        Filled("arn:aws:iam::111122223333:role/a-*", exact=True),
        Filled("b", exact=True),
    )


def test_each_combination_is_one_arn_and_each_once():
    names = {"a": ("1", "2"), "b": ("x", "y")}
    assert [each.arn for each in fill("{a}{b}", names)] == ["1x", "1y", "2x", "2y"]
    assert len(fill("{a}", {"a": ("1", "1")})) == 1


def test_a_name_of_which_there_is_none_makes_nothing():
    assert fill("{role}", {"role": ()}) == ()


def test_a_wildcard_alone_names_no_resource():
    (filled,) = fill("arn:{partition}:ec2:{region}:{account}:security-group/*", PLACE)
    assert not filled.exact


def test_names_that_go_round_in_circles_end():
    assert fill("{a}", {"a": ("{a}{a}",)})
