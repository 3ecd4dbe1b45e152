"""The policy that an administrator signs: minimal, hardened, handed over, or any one's risks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ufo_preflight.api import CheckOptions, checks_for, place_names
from ufo_preflight.caller import Identity
from ufo_preflight.cli.given import PolicySources
from ufo_preflight.cli.inputs import read_layers
from ufo_preflight.cli.world import World
from ufo_preflight.context import Surroundings
from ufo_preflight.errors import UsageError
from ufo_preflight.grant import Grant, document, spell, split
from ufo_preflight.outcome import Check, Requirement
from ufo_preflight.remedy.forms import FORMS, PAGE, SERVICE_ROLE, spell_role_commands
from ufo_preflight.remedy.handover import (
    Handover,
    risks_markdown,
    risks_text,
    spell_handover,
    whys,
)
from ufo_preflight.remedy.hardening import Hardening, first_steps, hardened, parted
from ufo_preflight.remedy.minimal import ANYTHING, grants_for, required
from ufo_preflight.remedy.paths import PathResult, abuse_paths, decide_paths

if TYPE_CHECKING:
    from ufo_preflight.policy.evaluate import Policy

DEPLOYER, OF_CLOUDFORMATION = "The deployer's policy", "The policy of CloudFormation's role"
OWN_ROLE = (
    "This holder can become administrator of the account: rights can be put on a role of the stack, "
    "and that role can be used. --boundary ARN, --service-role and --roles-given ARN close it; "
    "-o markdown says what else is open."
)


@dataclass(frozen=True)
class Signing:
    """The parts of a minimal policy, one or two, with what was decided about them."""

    policies: Mapping[str, tuple[Grant, ...]]
    requirements: tuple[Requirement, ...]
    paths: tuple[PathResult, ...]
    notes: tuple[str, ...]
    left_out: tuple[str, ...]
    steps: tuple[str, ...]

    @property
    def grants(self) -> tuple[Grant, ...]:
        """Return the policy of whoever deploys."""
        return next(iter(self.policies.values()))


def minimal_policy(
    options: CheckOptions,
    identity: Identity,
    region: str,
    hardening: Hardening,
    *,
    with_optional: bool,
) -> Signing:
    """Return the smallest policy for the ship of `options`, hardened, and what its holder can do."""
    facts = options.facts
    after = replace(
        options,
        facts=hardened(facts, hardening),
        passrole_arns=hardening.roles_given or options.passrole_arns,
    )
    checks = checks_for(after, identity, region)
    needed = required(checks, with_optional=with_optional)
    direct, forwarded = parted(needed) if hardening.service_role else (needed, ())
    policies = {DEPLOYER: grants_for(direct)}
    if hardening.service_role:
        policies[OF_CLOUDFORMATION] = grants_for(forwarded)
    left_out = tuple(_left_out(checks, needed))
    return Signing(
        policies,
        needed,
        path_results(after, identity, region, [document(policies[DEPLOYER])]),
        (*facts.warnings, *_open_names(identity, region), *_passrole_note(policies[DEPLOYER])),
        left_out,
        first_steps(facts, hardening),
    )


def path_results(
    options: CheckOptions, identity: Identity, region: str, policies: Sequence[Policy]
) -> tuple[PathResult, ...]:
    """Return what the holder of `policies` could do besides the ship of `options`."""
    from ufo_preflight.policy.decider import PolicyDecider

    names = {**options.facts.names, **place_names(identity, region)}
    surroundings = Surroundings.of(identity, region, extra=options.context, mfa=options.mfa)
    return decide_paths(abuse_paths(names), PolicyDecider(policies), surroundings)


def spelled(signing: Signing, form: str) -> str:
    """Return the policy in a form; UsageError for two policies in a form that has one."""
    because = whys(signing.grants, signing.requirements)
    if OF_CLOUDFORMATION not in signing.policies:
        return FORMS[form](signing.grants, PAGE, because)
    role = signing.policies[OF_CLOUDFORMATION]
    if form == "json":
        parts = [document(part) for grants in (signing.grants, role) for part in split(grants)]
        return spell(parts)
    if form == "commands":
        role_commands = spell_role_commands(role, SERVICE_ROLE)
        return f"{FORMS[form](signing.grants, PAGE, because)}\n{role_commands}"
    raise UsageError(
        f"--service-role makes two policies, and --as {form} has one",
        hint="Take --as json, --as commands or -o markdown.",
    )


def handed_over(signing: Signing, options: CheckOptions, identity: Identity, region: str) -> str:
    """Return the hand-over of a minimal policy, as Markdown."""
    return spell_handover(
        Handover(
            signing.policies,
            signing.requirements,
            signing.paths,
            options.facts.summary,
            identity.policy_source_arn or "",
            identity.account,
            region,
            signing.steps,
            (*signing.left_out, *signing.notes),
        )
    )


def risks_of(
    file: str,
    options: CheckOptions,
    identity: Identity,
    region: str,
    world: World,
    *,
    as_markdown: bool,
) -> str:
    """Return what the holder of the policy in `file` could do; errors name what cannot be taken."""
    layers = read_layers(PolicySources((file,)), identity.policy_source_arn, world)
    found = path_results(options, identity, region, layers.identity)
    return risks_markdown(found) if as_markdown else risks_text(found)


def _left_out(checks: Iterable[Check], wanted: Iterable[Requirement]) -> Iterable[str]:
    """Yield what a wider policy would have, by check: a list of actions nobody would read."""
    kept = frozenset(wanted)
    more = [found for found in required(checks, with_optional=True) if found not in kept]
    if more:
        named = ", ".join(dict.fromkeys(found.check for found in more))
        yield (
            f"{len(more)} optional actions omitted ({named}). "
            "--with-optional includes them, --require ID those of one check."
        )


def _open_names(identity: Identity, region: str) -> Iterable[str]:
    if not identity.account:
        yield "Every account is meant: name yours with --principal-arn ARN."
    if not region:
        yield "Every region is meant: name yours with --region."


def _passrole_note(grants: Iterable[Grant]) -> Iterable[str]:
    passed = [grant for grant in grants if "iam:PassRole" in grant.actions]
    named = [resource for grant in passed for resource in grant.resources]
    if any(resource == ANYTHING or resource.endswith(":role/*") for resource in named):
        yield "Every role may be passed: name the task's roles with --passrole-arn ARN."
