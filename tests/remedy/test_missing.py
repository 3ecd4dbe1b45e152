"""What turns denied rows green: proved with real policies, and never a statement that cannot help."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes import RuleDecider
from ufo_preflight.caller import Identity, PrincipalKind
from ufo_preflight.check import run_check
from ufo_preflight.context import Surroundings
from ufo_preflight.grant import Grant, GrantCondition, texts
from ufo_preflight.model import ContextEntry, Decision, Layer, Need, Question, Reason, Result
from ufo_preflight.outcome import Check, Requirement
from ufo_preflight.policy.decider import PolicyDecider
from ufo_preflight.remedy.missing import change_for
from ufo_preflight.report import Remediation

ROLE = "arn:aws:iam::123456789012:role/deploy"
WHO = Identity(PrincipalKind.ROLE, account="123456789012", policy_source_arn=ROLE)
STACK = "arn:aws:cloudformation:us-west-2:123456789012:stack/demo-web-dev/*"
TASK = "arn:aws:iam::123456789012:role/task"
ECS_TASKS = (ContextEntry("iam:PassedToService", ("ecs-tasks.amazonaws.com",)),)


def need(action, resource=None, *, pattern=None, context=(), advisory=False, principal=None):
    resource = resource or (pattern and pattern.replace("*", "x"))
    question = Question(action, resource, context, principal, pattern=pattern)
    return Requirement("row", question, "why", "source", advisory=advisory)


NEEDS = (
    need("cloudformation:CreateStack", STACK),
    need("cloudformation:DescribeStacks", pattern=STACK),
    need("ec2:DescribeVpcs"),
    need("iam:PassRole", TASK, context=ECS_TASKS),
)


def policy(effect, actions, resource="*", **condition):
    statement = {"Effect": effect, "Action": actions, "Resource": resource} | condition
    return {"Version": "2012-10-17", "Statement": [statement]}


ALL = policy("Allow", "*")


def found(decider, *requirements, needed=Need.REQUIRED):
    rows = [Check("row", "Row", needed, "why", requirements)]
    return run_check(rows, Surroundings(), decider)


def change(decider, *requirements, needed=Need.REQUIRED, **options):
    return change_for(found(decider, *requirements, needed=needed), WHO, decider, **options)


def test_what_is_missing_becomes_the_smallest_statements_and_they_are_proved():
    nothing = PolicyDecider([policy("Allow", "logs:*")])
    assert change(nothing, *NEEDS) == Remediation(
        (
            Grant(
                "CloudformationStack",
                ("cloudformation:CreateStack", "cloudformation:DescribeStacks"),
                (STACK,),
            ),
            Grant(
                "IamPassRole",
                ("iam:PassRole",),
                (TASK,),
                (GrantCondition("iam:PassedToService", ("ecs-tasks.amazonaws.com",)),),
            ),
            Grant("Ec2DescribeVpcs", ("ec2:DescribeVpcs",)),
        ),
        verified=True,
    )


def test_what_is_allowed_is_not_asked_for_again():
    some = PolicyDecider([policy("Allow", ["cloudformation:*", "iam:PassRole"])])
    assert [grant.actions for grant in change(some, *NEEDS).grants] == [("ec2:DescribeVpcs",)]


def test_nothing_denied_changes_nothing():
    assert change(PolicyDecider([ALL]), *NEEDS) == Remediation()


def test_a_role_that_is_granted_for_the_wrong_service_gets_the_right_one():
    wrong = policy(
        "Allow",
        "iam:PassRole",
        Condition={"StringEquals": {"iam:PassedToService": "ecs.amazonaws.com"}},
    )
    changed = change(PolicyDecider([wrong]), NEEDS[3])
    assert (changed.verified, changed.grants[0].actions) == (True, ("iam:PassRole",))


ADMINISTRATOR = (
    "Ask the organization's administrator to {} in account 123456789012 in the service control "
    "policies{}: no policy in the account can override them."
)
ALLOW, NARROW = "allow ec2:DescribeVpcs", "remove or narrow the Deny on ec2:DescribeVpcs"
BOUNDARY = (
    "Ask the owner of the permissions boundary of role deploy to allow ec2:DescribeVpcs in it: "
    "no other policy can override it."
)
STAYS_DENIED = (
    "Ask the account's administrator why ec2:DescribeVpcs stays denied for role deploy: "
    "a statement that allows it was tried, and the decision did not change."
)
OWN = "Allow ec2:DescribeVpcs: add it to a policy of role deploy."
ALSO = " That alone is not enough. "
LESS = policy("Allow", "s3:*")
DENY = policy("Deny", "ec2:*")


@pytest.mark.parametrize(
    ("decider", "sentence"),
    [
        (PolicyDecider([ALL], None, [[LESS]]), ADMINISTRATOR.format(ALLOW, "")),
        (
            PolicyDecider([ALL], None, [[ALL, DENY]]),
            ADMINISTRATOR.format(NARROW, " (service control policy 2 of level 1, statement 1)"),
        ),
        (PolicyDecider([ALL], LESS), BOUNDARY),
        (
            PolicyDecider([ALL], LESS, [[LESS]]),
            ADMINISTRATOR.format(ALLOW, "") + ALSO + BOUNDARY,
        ),
        (PolicyDecider([LESS], None, [[LESS]]), ADMINISTRATOR.format(ALLOW, "") + ALSO + OWN),
        (PolicyDecider([LESS], LESS), BOUNDARY + ALSO + OWN),
        (
            PolicyDecider([ALL, DENY]),
            (
                "ec2:DescribeVpcs is explicitly denied by identity policy 2, statement 1. "
                "Remove or narrow that Deny; an Allow cannot override it."
            ),
        ),
    ],
    ids=["scp", "scp explicit", "boundary", "both", "scp and own", "boundary and own", "deny"],
)
def test_what_no_statement_lifts_names_whom_to_ask(decider, sentence):
    assert change(decider, NEEDS[2]) == Remediation((), False, (sentence,))


def test_one_sentence_a_cause_whatever_the_number_of_actions():
    decider = PolicyDecider([ALL], None, [[LESS]])
    changed = change(decider, need("ec2:DescribeVpcs"), need("ec2:DescribeSubnets"))
    assert changed.cannot_fix_here == (
        ADMINISTRATOR.format(ALLOW.replace("ec2:D", "ec2:DescribeSubnets and ec2:D"), ""),
    )


def test_a_statement_that_does_not_help_is_not_proposed():
    class Stubborn(RuleDecider):
        def with_policies(self, documents):
            self.tried = [json.loads(text) for text in documents]
            return RuleDecider(
                lambda question: (
                    Decision.allowed() if "Stack" in question.action else denied(question)
                )
            )

    def denied(_question):
        return Decision.denied(Reason.IMPLICIT_DENY, Layer.IDENTITY)

    decider = Stubborn(denied)
    changed = change(decider, NEEDS[0], NEEDS[2])
    assert [statement["Action"] for statement in decider.tried[0]["Statement"]] == [
        "cloudformation:CreateStack"
    ]
    assert changed == Remediation(
        (Grant("CloudformationCreateStack", ("cloudformation:CreateStack",), (STACK,)),),
        True,
        (STAYS_DENIED,),
    )


def test_unproved_statements_say_so():
    decider = PolicyDecider([])
    checks = found(decider, NEEDS[2])
    assert change_for(checks, WHO, None) == Remediation(
        (Grant("Ec2DescribeVpcs", ("ec2:DescribeVpcs",)),)
    )


def test_nothing_unproved_is_proposed_where_another_layer_refuses_too():
    checks = found(PolicyDecider([], LESS), NEEDS[2])
    assert change_for(checks, WHO, None) == Remediation((), False, (BOUNDARY + ALSO + OWN,))


def test_the_rights_of_a_service_role_are_its_own():
    other = "arn:aws:iam::123456789012:role/{cfn}"

    def rule(_question):
        return Decision.denied(Reason.IMPLICIT_DENY, Layer.IDENTITY)

    changed = change(RuleDecider(rule), need("ecs:CreateService", principal=other))
    assert changed == Remediation(
        (),
        False,
        ("Allow ecs:CreateService: add it to a policy of role {cfn}, which makes these calls.",),
    )


def test_rows_that_only_warn_are_changed_on_request():
    decider = PolicyDecider([policy("Allow", "ecs:RunTask")])
    advisory = need("cloudwatch:PutMetricAlarm", advisory=True)
    assert change(decider, need("ecs:RunTask"), advisory) == Remediation()
    assert change(decider, NEEDS[2], needed=Need.OPTIONAL) == Remediation()
    wanted = change(decider, need("ecs:RunTask"), advisory, with_optional=True)
    assert wanted.grants == (Grant("CloudwatchPutMetricAlarm", ("cloudwatch:PutMetricAlarm",)),)


patterns = st.sampled_from(["*", "ec2:*", "cloudformation:Create*", "iam:PassRole", "s3:*"])
documents = st.builds(policy, st.sampled_from(["Allow", "Allow", "Deny"]), patterns)


@given(
    st.lists(documents, max_size=3),
    st.none() | documents,
    st.lists(st.lists(documents, min_size=1, max_size=2), max_size=2),
)
def test_the_change_makes_the_row_pass_or_says_whom_to_ask(identity, boundary, levels):
    decider = PolicyDecider(identity, boundary, levels)
    before = found(decider, *NEEDS)
    changed = change_for(before, WHO, decider)
    after = found(decider.with_policies(texts(changed.grants)), *NEEDS)
    assert (before[0].result is Result.PASS) == (changed == Remediation())
    assert (after[0].result is Result.PASS) == (not changed.cannot_fix_here)
    for left_out in changed.grants:
        rest = Remediation(tuple(grant for grant in changed.grants if grant is not left_out))
        short = found(decider.with_policies(texts(rest.grants)), *NEEDS)
        assert short[0].actions != after[0].actions
