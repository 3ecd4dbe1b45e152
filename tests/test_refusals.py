"""The book of refusals: every layer, with a Deny and without, and the principal in words."""

from __future__ import annotations

import pytest

from tests.render.reports import ACCOUNT, FILES, LONG, ROLE, USER
from ufo_preflight.model import Decision, Layer, Reason, Statement
from ufo_preflight.refusals import (
    Fixer,
    Refused,
    denial_sentences,
    home_of,
    listed,
    name_of,
    refusal,
)

SERVICE_ROLE = f"arn:aws:iam::{ACCOUNT}:role/cloudformation"


@pytest.mark.parametrize(
    ("identity", "principal", "name", "home"),
    [
        (USER, None, "user deployer", "a policy of user deployer"),
        (ROLE, None, "role ship", "a policy of role ship"),
        (FILES, None, "the principal", "an identity policy (--policy-file)"),
        (
            LONG.identity,
            None,
            "role AWSReservedSSO_PlatformEngineeringDeployersProductionAndStaging_0123456789abcdef",
            (
                "the permission set PlatformEngineeringDeployersProductionAndStaging "
                "in IAM Identity Center"
            ),
        ),
        (
            USER,
            SERVICE_ROLE,
            "role cloudformation",
            "a policy of role cloudformation, which makes these calls",
        ),
        (USER, "no ARN", "no ARN", "a policy of no ARN, which makes these calls"),
        (
            USER,
            f"arn:aws:iam::{ACCOUNT}:root",
            f"arn:aws:iam::{ACCOUNT}:root",
            f"a policy of arn:aws:iam::{ACCOUNT}:root, which makes these calls",
        ),
    ],
)
def test_the_words(identity, principal, name, home):
    assert (name_of(identity, principal), home_of(identity, principal)) == (name, home)


ACTION = "ecs:CreateService"
WHAT = f"{ACTION} on arn:x"
REFUSED = Refused(ACTION, "arn:x", "", "user deployer", "a policy of user deployer", "p", ACCOUNT)
BARE = Refused(ACTION)
ORGANIZATION = Fixer.ORGANIZATION_ADMINISTRATOR


@pytest.mark.parametrize("layer", Layer)
@pytest.mark.parametrize("explicit", [False, True])
@pytest.mark.parametrize("refused", [REFUSED, BARE])
def test_every_layer_has_a_whole_sentence_that_names_the_action(layer, explicit, refused):
    found = refusal(layer, refused, explicit=explicit)
    assert ACTION in found.sentence
    assert ("Deny" in found.sentence) is explicit
    for text in (found.sentence, *found.notes):
        assert text.endswith(".")
        assert not {"{", "}", "  ", " ."} & {text[at : at + 2] for at in range(len(text))}
        assert "{" not in text


@pytest.mark.parametrize("layer", [each for each in Layer if each is not Layer.IDENTITY])
@pytest.mark.parametrize("explicit", [False, True])
def test_what_no_identity_policy_changes_says_so_and_has_its_fixer(layer, explicit):
    found = refusal(layer, REFUSED, explicit=explicit)
    assert found.fixer is not None
    assert found.notes[0] in (
        "A statement in an identity policy of user deployer cannot change this.",
        "The change belongs in the role's trust policy, not in a policy of the caller.",
    )


@pytest.mark.parametrize(
    ("layer", "explicit", "sentence", "fixer"),
    [
        (Layer.IDENTITY, False, f"Allow {WHAT}: add it to a policy of user deployer.", None),
        (
            Layer.IDENTITY,
            True,
            (
                f"{WHAT} is explicitly denied by p. Remove or narrow that Deny; an Allow cannot "
                "override it."
            ),
            None,
        ),
        (
            Layer.SERVICE_CONTROL_POLICY,
            False,
            (
                f"Ask the organization's administrator to allow {WHAT} in account {ACCOUNT} in the "
                "service control policies (p): no policy in the account can override them."
            ),
            ORGANIZATION,
        ),
        (
            Layer.PERMISSIONS_BOUNDARY,
            True,
            (
                "Ask the owner of the permissions boundary of user deployer to remove or narrow "
                f"its Deny on {WHAT} (p): an Allow cannot override it."
            ),
            Fixer.BOUNDARY_OWNER,
        ),
        (
            Layer.RESOURCE_POLICY,
            False,
            (
                f"Ask the owner of arn:x to allow {ACTION} for user deployer in its resource-based "
                "policy (p)."
            ),
            Fixer.RESOURCE_OWNER,
        ),
        (
            Layer.TRUST_POLICY,
            False,
            f"Name user deployer as a principal for {ACTION} in the trust policy of arn:x.",
            Fixer.ROLE_OWNER,
        ),
    ],
)
def test_the_sentence_of_a_layer(layer, explicit, sentence, fixer):
    found = refusal(layer, REFUSED, explicit=explicit)
    assert (found.sentence, found.fixer) == (sentence, fixer)


def test_a_deny_of_no_known_layer_lists_where_to_look():
    assert "the message does not say by which layer" in refusal(None, BARE, explicit=True).sentence
    with pytest.raises(KeyError):
        refusal(None, BARE, explicit=False)


def test_several_actions_are_denied():
    found = refusal(Layer.IDENTITY, Refused("a:B and a:C"), explicit=True)
    assert found.sentence.startswith("a:B and a:C are explicitly denied by an identity policy of")


GUARD = Statement("Guard", Layer.IDENTITY, "Deny", "No", policy_arn="arn:aws:iam::1:policy/Guard")
LIMIT = Statement("Limit", Layer.PERMISSIONS_BOUNDARY, "Allow", index=2)


@pytest.mark.parametrize(
    ("decision", "sentences"),
    [
        (
            Decision.denied(Reason.EXPLICIT_DENY, Layer.IDENTITY, matched=[GUARD]),
            [
                f"{ACTION} is explicitly denied by Guard (Sid No).",
                "Remove or narrow that Deny; an Allow cannot override it.",
            ],
        ),
        (
            Decision.denied(
                Reason.PERMISSIONS_BOUNDARY,
                Layer.PERMISSIONS_BOUNDARY,
                matched=[LIMIT],
                also=[Layer.IDENTITY],
            ),
            [
                (
                    "Ask the owner of the permissions boundary of user deployer to allow "
                    f"{ACTION} in it (Limit, statement 2): no other policy can override it."
                ),
                "That alone is not enough.",
                f"Allow {ACTION}: add it to a policy of user deployer.",
            ],
        ),
        (
            Decision.denied(
                Reason.SCP, Layer.SERVICE_CONTROL_POLICY, matched=[GUARD], also=[Layer.IDENTITY]
            ),
            [
                (
                    f"Ask the organization's administrator to allow {ACTION} in account {ACCOUNT} "
                    "in the service control policies: no policy in the account can override them."
                ),
                "That alone is not enough.",
                f"{ACTION} is explicitly denied by Guard (Sid No).",
                "Remove or narrow that Deny; an Allow cannot override it.",
            ],
        ),
        (
            Decision.denied(
                Reason.EXPLICIT_DENY, Layer.IDENTITY, also=[Layer.PERMISSIONS_BOUNDARY]
            ),
            [
                f"{ACTION} is explicitly denied by an identity policy of user deployer.",
                "Remove or narrow that Deny; an Allow cannot override it.",
                "That alone is not enough.",
                (
                    "Ask the owner of the permissions boundary of user deployer to allow "
                    f"{ACTION} in it: no other policy can override it."
                ),
            ],
        ),
    ],
)
def test_every_layer_that_denies_has_its_sentence(decision, sentences):
    refused = Refused(ACTION, principal="user deployer", account=ACCOUNT)
    assert denial_sentences(decision, refused) == " ".join(sentences)


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("", ""),
        ("a", "a"),
        ("ab", "a and b"),
        ("abcd", "a, b, c and d"),
        ("abcde", "a, b, c and 2 more"),
    ],
)
def test_an_enumeration_is_folded(words, text):
    assert listed(words) == text
