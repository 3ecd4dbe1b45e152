"""What must hold of every decision, whatever the policies say."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.policy.strategies import contexts, documents, requests, statements
from ufo_preflight.model import Layer
from ufo_preflight.policy.evaluate import evaluate
from ufo_preflight.policy.layer_answer import Outcome

FEW = settings(max_examples=40, deadline=None)
DENIED = ("explicitDeny", "implicitDeny")
# How far a decision is from letting the request through.
RANK = {"allowed": 0, "unknown": 1, "implicitDeny": 2, "explicitDeny": 2}


def result(request, **changes):
    return evaluate(**{**request, **changes}).result


def reversed_everywhere(value):
    if isinstance(value, dict):
        return {key: reversed_everywhere(item) for key, item in reversed(value.items())}
    return (
        [reversed_everywhere(item) for item in reversed(value)]
        if isinstance(value, list)
        else value
    )


@FEW
@given(requests, statements(effects=("Deny",)))
def test_a_deny_more_never_lets_more_through(request, deny):
    policies = [*request["identity_policies"], {"Version": "2012-10-17", "Statement": [deny]}]
    assert RANK[result(request, identity_policies=policies)] >= RANK[result(request)]


@FEW
@given(requests, statements(effects=("Allow",)))
def test_an_allow_more_never_lets_less_through(request, allow):
    policies = [*request["identity_policies"], {"Version": "2012-10-17", "Statement": [allow]}]
    assert RANK[result(request, identity_policies=policies)] <= RANK[result(request)]


@FEW
@given(requests)
def test_a_wider_allow_never_lets_less_through(request):
    def widened(document):
        wide = [
            {"Effect": "Allow", "Action": "*", "Resource": "*"}
            if item["Effect"] == "Allow"
            else item
            for item in document["Statement"]
        ]
        return {**document, "Statement": wide}

    policies = [widened(document) for document in request["identity_policies"]]
    assert RANK[result(request, identity_policies=policies)] <= RANK[result(request)]


@FEW
@given(requests)
def test_order_never_matters(request):
    turned = {
        "identity_policies": reversed_everywhere(request["identity_policies"]),
        "permissions_boundary": reversed_everywhere(request["permissions_boundary"]),
        "service_control_policies": [
            reversed_everywhere(level) for level in request["service_control_policies"]
        ],
    }
    one, other = evaluate(**request), evaluate(**{**request, **turned})
    assert (one.result, one.reason, one.layer) == (other.result, other.reason, other.layer)
    assert sorted(map(str.lower, one.missing_context)) == sorted(
        map(str.lower, other.missing_context)
    )


@FEW
@given(requests, documents())
def test_a_boundary_never_adds(request, boundary):
    bare = {**request, "permissions_boundary": None}
    assert RANK[result(bare, permissions_boundary=boundary)] >= RANK[result(bare)]


@FEW
@given(requests, st.lists(documents(), max_size=2))
def test_a_level_of_service_control_policies_never_adds(request, level):
    levels = [*request["service_control_policies"], level]
    assert RANK[result(request, service_control_policies=levels)] >= RANK[result(request)]


@FEW
@given(requests, contexts(whole=True))
def test_strict_and_honest_agree_when_every_key_is_given(request, context):
    strict = evaluate(**{**request, "context": context, "strict": True})
    honest = evaluate(**{**request, "context": context, "strict": False})
    assert honest.result != "unknown"
    assert (strict.result, strict.layer, strict.matched) == (
        honest.result,
        honest.layer,
        honest.matched,
    )


@FEW
@given(requests, contexts(whole=True))
def test_more_context_changes_only_what_was_unknown(request, whole):
    known = {**request, "strict": False}
    context = {**whole, **request["context"]}
    before, after = result(known), result(known, context=context)
    assert before in ("unknown", after) or (before in DENIED and after in DENIED)


@FEW
@given(requests, contexts(whole=True))
def test_the_missing_keys_settle_the_verdict(request, whole):
    open_ = evaluate(**{**request, "strict": False})
    names = {key.lower(): key for key in whole}
    given_ = dict(request["context"])
    for _ in range(len(whole)):
        if open_.result != "unknown":
            break
        assert open_.missing_context
        for key in open_.missing_context:
            given_[names[key.lower()]] = whole[names[key.lower()]]
        open_ = evaluate(**{**request, "strict": False, "context": given_})
    assert open_.result != "unknown"


@FEW
@given(requests)
def test_the_case_of_an_action_changes_nothing(request):
    assert result(request, action=request["action"].upper()) == result(request)


@FEW
@given(requests)
def test_the_case_of_a_key_changes_nothing(request):
    shouted = {key.upper(): value for key, value in request["context"].items()}
    assert result(request, context=shouted) == result(request)


@FEW
@given(requests)
def test_only_an_allow_of_the_identity_lets_through(request):
    found = evaluate(**request)
    if found.result == "allowed":
        assert found.outcome_of(Layer.IDENTITY) is Outcome.ALLOWED
        assert {item.effect for item in found.matched} == {"Allow"}
        assert found.outcome_of(Layer.PERMISSIONS_BOUNDARY) in (None, Outcome.ALLOWED)
        assert found.outcome_of(Layer.SERVICE_CONTROL_POLICY) in (None, Outcome.ALLOWED)
