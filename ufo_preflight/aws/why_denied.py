"""Everything that AWS is asked about denials: whether they matter, which layer, which statement.

    service-linked roles that exist need nobody to create them → dropped
    denied by the organization ─ without its policies ─┬ allowed: they are the cause
                                                       ├ denied: whoever denies now does so, too
    denied by the boundary ──────┐                     └ denied by the boundary ─┐
                                 └ without the boundary, or without both ────────┘
    the policies that decided, or that nearly allowed it → quoted, where they can be read

All denied actions of a batch share a call, so proving the layer costs at most two more calls a
batch, and none for a denial by identity policies, which the answer itself proves. Nothing is asked
where nothing is denied.
https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from ufo_preflight.aws.api_errors import SDK_ERRORS, error_code
from ufo_preflight.aws.live import LiveDecider
from ufo_preflight.aws.policies import FoundPolicy, PolicyReader, named, quoted, unplaced
from ufo_preflight.aws.session import AwsSession
from ufo_preflight.aws.simulate import SimulatorDecider
from ufo_preflight.caller import Identity
from ufo_preflight.model import Decision, Layer, NearMiss, Question, Reason, Statement, Verdict
from ufo_preflight.outcome import Decisions, Requirement
from ufo_preflight.policy.layer_answer import granted_parts, near_misses
from ufo_preflight.policy.request import Request, context_of_entries

CREATE_LINKED_ROLE = "iam:CreateServiceLinkedRole"
ORGANIZATION = frozenset({Layer.SERVICE_CONTROL_POLICY})
BOUNDARY = frozenset({Layer.PERMISSIONS_BOUNDARY})
NAMES = {
    Layer.SERVICE_CONTROL_POLICY: "the organization's service control policy",
    Layer.PERMISSIONS_BOUNDARY: "the permissions boundary",
    Layer.IDENTITY: "the identity policies",
}
# Reading is worth a few calls, not one for each policy of a large account.
MOST_POLICIES = 12

Simulator = LiveDecider | SimulatorDecider
Policies = Mapping[tuple[str, str], FoundPolicy]


def investigated(
    decisions: Decisions, session: AwsSession, identity: Identity, simulator: Simulator
) -> Decisions:
    """Return the decisions with what more can be found out about the denials among them.

    `identity` names the principal whose policies the simulator decides.
    """
    needed = without_existing_roles(decisions, session)
    if isinstance(simulator, LiveDecider) and simulator.reads_policies:
        return needed
    reader = PolicyReader(session, identity.account, identity.partition)
    return cite(attribute(needed, simulator), identity.policy_source_arn or "", reader)


def without_existing_roles(decisions: Decisions, session: AwsSession) -> Decisions:
    """Return the decisions without denials to create service-linked roles that exist.

    One iam:GetRole a denied role; a role that does not exist is named in its denial, and where
    GetRole is refused the denial stays as it is.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/create-service-linked-role.html
    """
    needed = {}
    for requirement, decision in decisions.items():
        question = requirement.question
        needed[requirement] = decision
        if question.action != CREATE_LINKED_ROLE or not decision.is_denied:
            continue
        name = (question.resource or "").rpartition("/")[2]
        if not name:
            continue
        try:
            session.iam.get_role(RoleName=name)
        except SDK_ERRORS as error:
            if error_code(error) == "NoSuchEntity":
                missing = f"{name} does not exist. {decision.detail}".strip()
                needed[requirement] = replace(decision, detail=missing)
        else:
            del needed[requirement]
    return needed


def attribute(decisions: Decisions, simulator: Simulator) -> Decisions:
    """Return the decisions, each denial by another layer than the principal's own with its proof.

    A botocore that cannot leave policies out, and an AWS that does not, leave the answer's word.
    """
    denied = {
        requirement: decision
        for requirement, decision in decisions.items()
        if decision.is_denied and decision.layer is not Layer.IDENTITY
    }
    if not denied or simulator.without(ORGANIZATION) is None:
        return decisions
    by_organization = [each for each, denial in denied.items() if denial.layer in ORGANIZATION]
    first = _ask(simulator, ORGANIZATION, by_organization)
    by_boundary = [each for each, denial in denied.items() if denial.layer in BOUNDARY]
    by_boundary += [each for each, decision in first.items() if decision.layer in BOUNDARY]
    both = any(requirement in first for requirement in by_boundary)
    second = _ask(simulator, ORGANIZATION | BOUNDARY if both else BOUNDARY, by_boundary)
    proved = {
        requirement: _conclude(denial, first.get(requirement), second.get(requirement))
        for requirement, denial in denied.items()
    }
    return {**decisions, **proved}


def _ask(
    simulator: Simulator, layers: Iterable[Layer], asked: Sequence[Requirement]
) -> dict[Requirement, Decision]:
    """Return what the simulator says without the policies of `layers`."""
    decider = simulator.without(layers)
    if not asked or decider is None:
        return {}
    answers = dict(decider.decide(tuple(dict.fromkeys(each.question for each in asked))))
    return {each: answers[each.question] for each in asked if each.question in answers}


def _conclude(denial: Decision, first: Decision | None, second: Decision | None) -> Decision:
    """Return the denial with every layer that was found to refuse; itself where nothing changed."""
    layers = [denial.layer]
    evidence = [denial]
    last = denial
    for answer in (first, second):
        if answer is None or answer.verdict is Verdict.UNKNOWN:
            continue
        last = answer
        if answer.layer is not None and answer.layer not in layers:
            layers.append(answer.layer)
            evidence.append(answer)
    if last.is_denied and len(layers) == 1:
        return denial
    matched = tuple(statement for answer in evidence for statement in answer.matched)
    others = tuple(layer for layer in layers[1:] if layer is not None)
    name = NAMES[denial.layer or Layer.IDENTITY]
    detail = f"Your policies allow it; {name} does not."
    if others:
        rest = " nor ".join(NAMES[layer] for layer in others)
        detail = f"Not one layer alone: neither {name} nor {rest} allow it."
    return replace(denial, matched=matched, also=others, detail=detail)


def cite(decisions: Decisions, principal: str, reader: PolicyReader) -> Decisions:
    """Return the decisions with the statements behind denials named, quoted and explained.

    `principal` is the ARN that was simulated. The policies of a principal are known here only by
    the statements that the simulator matched, the allowing ones included: to list them all would
    take rights that nobody needs for a ship. Nothing is read where nothing is denied.
    """
    if not any(found.is_denied for found in decisions.values()):
        return decisions
    policies = _policies(decisions, principal, reader)
    return {
        requirement: _cited(
            requirement.question, decision, requirement.question.principal or principal, policies
        )
        if decision.is_denied
        else decision
        for requirement, decision in decisions.items()
    }


def _policies(decisions: Decisions, principal: str, reader: PolicyReader) -> Policies:
    """Read every policy that a denial cites; the allowing ones, too, where one lacks an allow."""
    by_owner = [
        (requirement.question.principal or principal, decision)
        for requirement, decision in decisions.items()
    ]
    lacking = {owner for owner, decision in by_owner if _lacks_allow(decision)}
    wanted: dict[tuple[str, str], Layer] = {}
    for owner, decision in sorted(by_owner, key=lambda one: one[1].is_denied, reverse=True):
        if decision.is_denied or owner in lacking:
            for statement in decision.matched:
                wanted.setdefault((statement.policy, owner), statement.layer)
    read = {
        (policy, owner): reader.read(policy, owner, layer)
        for (policy, owner), layer in list(wanted.items())[:MOST_POLICIES]
    }
    return {key: policy for key, policy in read.items() if policy is not None}


def _lacks_allow(decision: Decision) -> bool:
    return decision.reason in (Reason.IMPLICIT_DENY, Reason.WRONG_SERVICE_PASSROLE)


def _cited(question: Question, decision: Decision, owner: str, policies: Policies) -> Decision:
    matched = tuple(_quote(statement, owner, policies) for statement in decision.matched)
    if not _lacks_allow(decision) or decision.near_misses:
        return replace(decision, matched=matched)
    # What was not sent is absent for the simulator, whose denial this is.
    context = replace(context_of_entries(question.context, action=question.action), strict=True)
    request = Request(
        question.action.lower(), question.resource or "*", context, question.pattern or ""
    )
    documents = [
        policy.document
        for (_, holder), policy in policies.items()
        if holder == owner and policy.document.layer is Layer.IDENTITY
    ]
    if parts := _unplaced(granted_parts(documents, request)):
        names = ", ".join(dict.fromkeys(name for part in parts for name in part.wanted))
        return Decision.unknown(
            Reason.SCOPED_ONLY,
            near_misses=parts,
            detail=f"Granted on {names} only; which resource this ship uses is not known.",
        )
    misses = _unplaced(near_misses(documents, request))
    detail = decision.detail
    if misses:
        near = misses[0].statement
        place = f"statement {near.sid or near.index} of {near.policy}"
        detail = f"{detail} Nearest: {place}, but {misses[0].detail}.".strip()
    return replace(decision, matched=matched, near_misses=misses, detail=detail)


def _unplaced(misses: Iterable[NearMiss]) -> tuple[NearMiss, ...]:
    return tuple(replace(miss, statement=unplaced(miss.statement)) for miss in misses)


def _quote(statement: Statement, owner: str, policies: Policies) -> Statement:
    policy = policies.get((statement.policy, owner))
    return named(statement, owner) if policy is None else quoted(statement, policy)
