"""What the user states beats what was detected, and what follows from it follows.

Stating that there is no load balancer settles its listener too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ufo_preflight.catalog.ship import Feature, ShipFacts
from ufo_preflight.project.features import no, open_, stated_or, yes
from ufo_preflight.project.preferences import FILE, Preferences

# A feature that cannot be without all of these.
_PARTS = {
    "listener": "elb",
    "ssl": "elb",
    "listener_certificates": "elb",
    "elb_security_group": "elb",
    "security_group_rule": "elb_security_group",
    "state_stack": "state_object",
}
# A feature that is there when one of these is.
_UNIONS = {
    "dns": ("elb", "existing_target_group"),
    "elb_reads": ("elb", "existing_target_group"),
    "ecr_login": ("ecr_push", "ecr_pull"),
    "ecs_linked_role": ("awsvpc", "create_cluster"),
    "managed_policies": ("task_role", "execution_role"),
    "passes_roles": ("task_role", "execution_role"),
    "security_groups": ("elb_security_group", "ecs_security_group"),
    "stack_roles": ("task_role", "execution_role", "autoscaling"),
}
# Unions that a part is needed for, but does not bring about on its own.
_NOT_BROUGHT_ABOUT = frozenset({"dns", "managed_policies"})


def settle(facts: ShipFacts, preferences: Preferences) -> ShipFacts:
    """Return the facts with what `.ufo/preflight.yml` says in place of what was detected."""
    names = {**facts.names, **preferences.names}
    summary = facts.summary
    if summary is not None:
        summary = replace(
            summary,
            stack=stated_or(names, "stack", summary.stack),
            cluster=stated_or(names, "cluster", summary.cluster),
        )
    features = _settled(facts.features, preferences.uses)
    return replace(facts, features=features, names=names, summary=summary)


def _settled(detected: Mapping[str, Feature], uses: Mapping[str, bool]) -> dict[str, Feature]:
    features = dict(detected)
    changed = set(uses)
    for name, used in uses.items():
        features[name] = (yes if used else no)(f"{FILE} says so: `uses.{name}`.")
    for name, whole in _PARTS.items():
        if whole in changed and name not in uses:
            changed.add(name)
            features[name] = _part(features.get(name), features[whole])
    for name, members in _UNIONS.items():
        if changed.intersection(members) and name not in uses:
            changed.add(name)
            features[name] = _union(name, features, members)
    return features


def _part(found: Feature | None, whole: Feature) -> Feature:
    if whole.used is False:
        return whole
    return found if found is not None and found.used else open_(whole.why)


def _union(name: str, features: Mapping[str, Feature], members: tuple[str, ...]) -> Feature:
    known = [features[member] for member in members if member in features]
    there = next((member for member in known if member.used), None)
    if there is not None:
        kept = features.get(name)
        return kept if kept is not None and name in _NOT_BROUGHT_ABOUT else there
    doubtful = next((member for member in known if member.used is None), None)
    return doubtful or known[0]
