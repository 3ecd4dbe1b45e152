"""The book of refusals: what to say when a layer of policies denies, and who can change it.

A check's hints, `policy --missing` and `explain` read it here. Only an identity policy that lacks
an Allow is mended by a statement of one's own; every other layer is somebody else's.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum

from ufo_preflight.arn import permission_set, principal_words
from ufo_preflight.caller import Identity
from ufo_preflight.model import Decision, Layer, Reason


class Fixer(str, Enum):
    """Who can make the change."""

    PRINCIPAL_OWNER = "principal-owner"
    CLOUDFORMATION_ROLE_OWNER = "cloudformation-role-owner"
    TASK_ROLE_OWNER = "task-role-owner"
    CI_ROLE_OWNER = "ci-role-owner"
    SSO_ADMINISTRATOR = "sso-administrator"
    BOUNDARY_OWNER = "boundary-owner"
    ORGANIZATION_ADMINISTRATOR = "organization-administrator"
    SESSION_CREATOR = "session-creator"
    RESOURCE_OWNER = "resource-owner"
    ENDPOINT_OWNER = "endpoint-owner"
    ROLE_OWNER = "role-owner"
    SECURITY_TEAM = "security-team"
    YOU = "you"

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True)
class Refused:
    """What was refused, in words for a sentence; "" is what is not known.

    `resource` is what the actions were refused on, `limit` what else a statement has to say,
    `principal` who was refused, `home` where its identity policies are kept, `place` the statement
    or the policy that refuses, `account` the account of the principal.
    """

    actions: str
    resource: str = ""
    limit: str = ""
    principal: str = "the principal"
    home: str = ""
    place: str = ""
    account: str = ""


@dataclass(frozen=True)
class Refusal:
    """A refusal in words: what to do, who can do it (None: the principal's owner), what else holds.

    `may_be_region` marks the layers in which organizations limit Regions.
    """

    sentence: str
    fixer: Fixer | None = None
    notes: tuple[str, ...] = ()
    may_be_region: bool = False


_NO_STATEMENT = "A statement in an identity policy of {principal} cannot change this."
_DENY_WINS = "A Deny overrides every Allow. It may carry a condition (MFA, a Region, a tag)."
# Beside the fields of Refused: `what` is the actions on their resource, `at` the place in
# parentheses, `within` the account, `denier` and `object` have words for what is not known.
_BOOK: dict[tuple[Layer | None, bool], Refusal] = {
    (Layer.IDENTITY, False): Refusal("Allow {what}: add it to {home}."),
    (Layer.IDENTITY, True): Refusal(
        "{what} {is_are} explicitly denied by {denier}. Remove or narrow that Deny; "
        "an Allow cannot override it.",
        None,
        (_DENY_WINS,),
    ),
    (None, True): Refusal(
        "{what} {is_are} explicitly denied, and the message does not say by which layer. Find the Deny "
        "among the identity policies, the permissions boundary, the session policy, the resource's "
        "policy and the organization's policies; an Allow cannot override it.",
        Fixer.YOU,
        (_DENY_WINS,),
    ),
    (Layer.PERMISSIONS_BOUNDARY, False): Refusal(
        "Ask the owner of the permissions boundary of {principal} to allow {what} in it{at}: "
        "no other policy can override it.",
        Fixer.BOUNDARY_OWNER,
        (_NO_STATEMENT, "A boundary grants nothing: an identity policy must allow it as well."),
    ),
    (Layer.PERMISSIONS_BOUNDARY, True): Refusal(
        "Ask the owner of the permissions boundary of {principal} to remove or narrow its Deny on "
        "{what}{at}: an Allow cannot override it.",
        Fixer.BOUNDARY_OWNER,
        (_NO_STATEMENT,),
        may_be_region=True,
    ),
    (Layer.SERVICE_CONTROL_POLICY, False): Refusal(
        "Ask the organization's administrator to allow {what}{within} in the service control "
        "policies{at}: no policy in the account can override them.",
        Fixer.ORGANIZATION_ADMINISTRATOR,
        (_NO_STATEMENT, "Every level from the root to the account must allow it."),
        may_be_region=True,
    ),
    (Layer.SERVICE_CONTROL_POLICY, True): Refusal(
        "Ask the organization's administrator to remove or narrow the Deny on {what}{within} in the "
        "service control policies{at}: no policy in the account can override them.",
        Fixer.ORGANIZATION_ADMINISTRATOR,
        (_NO_STATEMENT,),
        may_be_region=True,
    ),
    (Layer.RESOURCE_CONTROL_POLICY, False): Refusal(
        "Ask the administrator of the organization that owns {object} to allow {actions} in its "
        "resource control policies{at}.",
        Fixer.ORGANIZATION_ADMINISTRATOR,
        (_NO_STATEMENT,),
    ),
    (Layer.RESOURCE_CONTROL_POLICY, True): Refusal(
        "Ask the administrator of the organization that owns {object} to remove or narrow the Deny "
        "on {actions} in its resource control policies{at}.",
        Fixer.ORGANIZATION_ADMINISTRATOR,
        (_NO_STATEMENT,),
    ),
    (Layer.RESOURCE_POLICY, False): Refusal(
        "Ask the owner of {object} to allow {actions} for {principal} in its resource-based "
        "policy{at}.",
        Fixer.RESOURCE_OWNER,
        (_NO_STATEMENT,),
    ),
    (Layer.RESOURCE_POLICY, True): Refusal(
        "Ask the owner of {object} to remove or narrow the Deny on {actions} in its resource-based "
        "policy{at}.",
        Fixer.RESOURCE_OWNER,
        (_NO_STATEMENT,),
    ),
    (Layer.SESSION_POLICY, False): Refusal(
        "Allow {what} in the session policy{at}, where the session is made: AssumeRole, "
        "GetFederationToken, the pipeline or the CI step.",
        Fixer.SESSION_CREATOR,
        (_NO_STATEMENT,),
    ),
    (Layer.SESSION_POLICY, True): Refusal(
        "Remove or narrow the Deny on {what} in the session policy{at}, where the session is made: "
        "AssumeRole, GetFederationToken, the pipeline or the CI step.",
        Fixer.SESSION_CREATOR,
        (_NO_STATEMENT,),
    ),
    (Layer.VPC_ENDPOINT_POLICY, False): Refusal(
        "Ask the owner of the VPC endpoint that the call went through to allow {what} in its "
        "endpoint policy{at}.",
        Fixer.ENDPOINT_OWNER,
        (_NO_STATEMENT,),
    ),
    (Layer.VPC_ENDPOINT_POLICY, True): Refusal(
        "Ask the owner of the VPC endpoint that the call went through to remove or narrow the Deny "
        "on {what} in its endpoint policy{at}.",
        Fixer.ENDPOINT_OWNER,
        (_NO_STATEMENT,),
    ),
    (Layer.TRUST_POLICY, False): Refusal(
        "Name {principal} as a principal for {actions} in the trust policy of {object}.",
        Fixer.ROLE_OWNER,
        ("The change belongs in the role's trust policy, not in a policy of the caller.",),
    ),
    (Layer.TRUST_POLICY, True): Refusal(
        "Ask the owner of {object} to remove or narrow the Deny on {actions} in its trust policy.",
        Fixer.ROLE_OWNER,
        (_NO_STATEMENT,),
    ),
}


def refusal(layer: Layer | None, refused: Refused, *, explicit: bool) -> Refusal:
    """Return what to do about a denial by `layer`; `explicit` when a Deny statement is known of.

    `layer` None is a Deny whose layer is not told. KeyError for None without a Deny.
    """
    found = _BOOK[layer, explicit]
    places = {
        **vars(refused),
        "what": _what(refused),
        "at": f" ({refused.place})" if refused.place else "",
        "within": f" in account {refused.account}" if refused.account else "",
        "denier": refused.place or f"an identity policy of {refused.principal}",
        "home": refused.home or f"a policy of {refused.principal}",
        "object": refused.resource or "the resource",
        "is_are": "are" if " and " in refused.actions else "is",
    }
    return replace(
        found,
        sentence=found.sentence.format(**places),
        notes=tuple(note.format(**places) for note in found.notes),
    )


def denial_sentences(decision: Decision, refused: Refused) -> str:
    """Return what to do about a denial: one sentence for every layer that refuses.

    The place of each is found in the decision. A statement that merely lacks comes last: whoever
    reads it has to ask the others first. A denial of no layer is AWS's own: no policy changes it, and
    the decision says what would.
    """
    if decision.layer is None:
        return f"{decision.detail}."
    layers = sorted(
        (decision.layer, *decision.also),
        key=lambda layer: layer is Layer.IDENTITY and not _is_explicit(decision, layer),
    )
    return " That alone is not enough. ".join(
        refusal(
            layer,
            replace(refused, place=places(decision, layer)),
            explicit=_is_explicit(decision, layer),
        ).sentence
        for layer in layers
    )


def places(decision: Decision, layer: Layer) -> str:
    """Return where the statements of `layer` stand that decided, "" when they are not known."""
    named = (statement.cited for statement in decision.matched if statement.layer is layer)
    return ", ".join(dict.fromkeys(named))


def _is_explicit(decision: Decision, layer: Layer) -> bool:
    if layer is decision.layer and decision.reason is Reason.EXPLICIT_DENY:
        return True
    return any(found.layer is layer and found.effect == "Deny" for found in decision.matched)


def _what(refused: Refused) -> str:
    on = f" on {refused.resource}" if refused.resource else ""
    return f"{refused.actions}{on}{refused.limit}"


def listed(words: Sequence[str], *, shown: int = 3) -> str:
    """Return words as one enumeration; of more than `shown` + 1 the rest is counted."""
    if len(words) <= shown + 1:
        return " and ".join(part for part in (", ".join(words[:-1]), *words[-1:]) if part)
    return f"{', '.join(words[:shown])} and {len(words) - shown} more"


def name_of(identity: Identity, principal: str | None = None) -> str:
    """Return the principal in words, `user deployer`; `principal` when it is another one."""
    arn = principal or identity.policy_source_arn
    return principal_words(arn) if arn else "the principal"


def home_of(identity: Identity, principal: str | None = None) -> str:
    """Return where a statement would have to be added, in words."""
    if principal:
        return f"a policy of {principal_words(principal)}, which makes these calls"
    arn = identity.policy_source_arn
    if not arn:
        return "an identity policy (--policy-file)"
    if permission_set(arn):
        return f"the permission set {permission_set(arn)} in IAM Identity Center"
    return f"a policy of {principal_words(arn)}"
