"""Wrong states cannot be written down."""

from __future__ import annotations

import pytest

from ufo_preflight.model import (
    ContextEntry,
    Decision,
    Layer,
    Position,
    Question,
    Reason,
    Statement,
    Verdict,
)

DENIALS = {
    Reason.IMPLICIT_DENY,
    Reason.EXPLICIT_DENY,
    Reason.SCP,
    Reason.PERMISSIONS_BOUNDARY,
    Reason.WRONG_SERVICE_PASSROLE,
}


@pytest.mark.parametrize("reason", Reason)
def test_a_reason_belongs_to_denials_or_to_unknowns(reason):
    if reason in DENIALS:
        assert Decision.denied(reason, Layer.IDENTITY).reason is reason
        with pytest.raises(ValueError, match="cannot have reason"):
            Decision.unknown(reason)
    else:
        assert Decision.unknown(reason).reason is reason
        with pytest.raises(ValueError, match="cannot have reason"):
            Decision.denied(reason, Layer.IDENTITY)


@pytest.mark.parametrize("verdict", [Verdict.DENIED, Verdict.UNKNOWN])
def test_what_is_not_allowed_has_a_reason(verdict):
    with pytest.raises(ValueError, match="cannot have reason None"):
        Decision(verdict)


def test_only_a_denial_names_a_layer():
    with pytest.raises(ValueError, match="cannot have a layer"):
        Decision(Verdict.ALLOWED, layer=Layer.IDENTITY)


def test_allowed_has_no_reason():
    assert Decision.allowed().reason is None


@pytest.mark.parametrize(
    ("resource", "pattern", "shown"),
    [
        ("arn:aws:ecs:::cluster/a", None, "arn:aws:ecs:::cluster/a"),
        ("arn:aws:ecs:::cluster/a", "arn:aws:ecs:::cluster/*", "arn:aws:ecs:::cluster/*"),
        (None, None, "*"),
    ],
)
def test_a_question_shows_what_is_known_of_its_resource(resource, pattern, shown):
    assert Question("ecs:DescribeClusters", resource, pattern=pattern).shown == shown


@pytest.mark.parametrize(
    ("layer", "words"),
    [
        (Layer.IDENTITY, "identity policy"),
        (Layer.PERMISSIONS_BOUNDARY, "permissions boundary"),
        (Layer.SERVICE_CONTROL_POLICY, "service control policy"),
        (Layer.RESOURCE_CONTROL_POLICY, "resource control policy"),
        (Layer.RESOURCE_POLICY, "resource-based policy"),
        (Layer.SESSION_POLICY, "session policy"),
        (Layer.TRUST_POLICY, "trust policy"),
        (Layer.VPC_ENDPOINT_POLICY, "VPC endpoint policy"),
    ],
)
def test_a_layer_is_called_as_aws_calls_it(layer, words):
    assert layer.words == words


@pytest.mark.parametrize(
    ("more", "cited"),
    [
        ({}, "p.json"),
        ({"index": 2}, "p.json, statement 2"),
        ({"index": 2, "start": Position(3, 5)}, "p.json:3:5"),
        ({"start": Position(3, 5), "sid": "D\x1b"}, "p.json:3:5 (Sid D\\x1b)"),
    ],
)
def test_a_statement_knows_where_it_stands(more, cited):
    assert Statement("p.json", Layer.IDENTITY, **more).cited == cited


@pytest.mark.parametrize(
    ("resource", "account", "owner"),
    [
        ("arn:aws:ecr:us-west-2:111122223333:repository/web", "444455556666", "111122223333"),
        ("arn:aws:ecr:us-west-2:111122223333:repository/web", "111122223333", ""),
        ("arn:aws:ecr:us-west-2:*:repository/web", "444455556666", ""),
        ("arn:aws:iam::aws:policy/ReadOnlyAccess", "444455556666", ""),
        ("arn:aws:ecr:us-west-2:111122223333:repository/web", None, ""),
        (None, "444455556666", ""),
    ],
)
def test_a_question_tells_whose_the_resource_is_where_it_is_anothers(resource, account, owner):
    context = (ContextEntry("aws:PrincipalAccount", (account,)),) if account else ()
    assert Question("ecr:PutImage", resource, context).foreign_account == owner
