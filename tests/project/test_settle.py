"""What the user states beats what was detected, and what follows from it follows."""

from __future__ import annotations

from tests.project.projects import facts, flipped, v6
from ufo_preflight.project.preferences import Preferences
from ufo_preflight.project.settle import settle


def settled(settings="", *, names=None, **uses):
    before = facts(v6(settings))
    after = settle(before, Preferences(uses=uses, names=names or {}))
    used = {name: found.used for name, found in before.features.items()}
    return flipped(used, {name: found.used for name, found in after.features.items()}), after


def test_without_a_load_balancer_nothing_of_it_is_there():
    changed, after = settled(elb=False)
    assert changed == dict.fromkeys(
        ["elb", "elb_reads", "elb_security_group", "listener", "security_groups"], False
    )
    assert after.features["listener"].why == ".ufo/preflight.yml says so: `uses.elb`."


def test_a_part_that_is_stated_brings_its_union_about():
    assert settled("  config.docker.repo = find", ecr_push=True)[0] == {
        "ecr_push": True,
        "ecr_login": True,
    }
    assert settled(task_role=False)[0] == {"task_role": False}


def test_a_load_balancer_makes_no_record():
    changed, _ = settled("  config.elb.enabled = false", elb=True)
    assert "dns" not in changed
    assert changed["elb_reads"] is True
    assert changed["listener"] is None


def test_names_are_put_in_and_summed_up():
    _, after = settled(names={"cluster": ("main",)})
    assert after.names["cluster"] == ("main",)
    assert after.summary.cluster == "main"


def test_what_is_not_named_stays():
    assert settled()[0] == {}
