"""With a service role, CloudFormation's part is asked of the role, UFO's own of the caller."""

from __future__ import annotations

from ufo_preflight.catalog.service_role import for_service_role
from ufo_preflight.model import ContextEntry, Need, Question
from ufo_preflight.outcome import Check, Requirement

ROLE = "arn:aws:iam::111122223333:role/cloudformation"


def check_with(check_id, *stages):
    requirements = tuple(
        Requirement(check_id, Question(f"ecs:{stage}"), "why", "source", stage=stage)
        for stage in stages
    )
    return Check(check_id, check_id, Need.REQUIRED, "why", requirements)


def test_only_what_cloudformation_does_is_asked_of_the_role():
    (row,) = for_service_role([check_with("ecs", "direct", "cloudformation")], ROLE)
    assert [each.question.principal for each in row.requirements] == [None, ROLE]


def test_passing_the_role_is_the_callers_and_only_advises():
    (row,) = for_service_role([check_with("passrole", "cloudformation")], ROLE)
    first, passed = row.requirements
    assert first.question.principal == ROLE
    assert passed.question == Question(
        "iam:PassRole",
        ROLE,
        (ContextEntry("iam:PassedToService", ("cloudformation.amazonaws.com",)),),
    )
    assert passed.advisory
