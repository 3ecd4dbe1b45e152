"""Known messages, and those that list what a role lacks, to readings."""

from __future__ import annotations

import re

from ufo_preflight.denial.around import inferred_action, prefix_of
from ufo_preflight.denial.bare import actions_in, read_vague
from ufo_preflight.denial.denial import DenialReason, Problem, Situation, TextReading
from ufo_preflight.denial.known_messages import KNOWN_MESSAGES, KnownMessage
from ufo_preflight.denial.message import read_principal
from ufo_preflight.denial.phrases import Form
from ufo_preflight.denial.spot import Span, Spot
from ufo_preflight.denial.text import QUOTES, squeeze, trimmed
from ufo_preflight.denial.tokens import LONGEST, read_token, read_token_backward
from ufo_preflight.policy.condition_keys import action_entry

_KNOWN = {squeeze(known.phrase): known for known in KNOWN_MESSAGES}
_SAYS_NO = re.compile(r"refused|denied|forbidden|unauthorized")
_CONFIRMED_WITHIN = 500
_NEAR_BEFORE, _NEAR_AFTER = 700, 300
_TOLD_WITHIN = 300
_ROLE_WITHIN = 60
_IMAGE = re.compile(r":?\[?(ami-[0-9a-zA-Z*]{3,40})")
_BUCKET = re.compile(r":?[\"'`]?([a-z0-9][a-z0-9.-]{2,62})")
_REGISTRY = re.compile(
    r"\d{12}\.dkr\.ecr(?:-fips)?\.[a-z0-9-]{4,30}\.amazonaws\.com(?:\.cn)?|public\.ecr\.aws"
)
# `permissions to call CreateNetworkInterface on EC2`, without white space.
_CALL_ON = re.compile(
    r"s?(?:required)?(?:to)?(?:call|perform|invoke)?([A-Z]\w{2,80}?)on(?:the)?([A-Z][A-Za-z0-9]{1,30})"
)
_LISTED_WITHIN = 600


def read_known(spot: Spot) -> Span | None:
    """Read a known message, unless nothing confirms it or the same message says it better."""
    one = spot.seen
    known = _KNOWN[one.phrase]
    end = _confirmed_at(spot, known)
    if end is None:
        return read_vague(spot) if _SAYS_NO.search(one.phrase) else None
    if _is_told_better(spot, known):
        return None
    around = spot.around(one.start, one.end)
    is_pipeline = known.situation is Situation.PIPELINE_ROLE
    listed = _listed(spot, min(spot.limit, one.end + 120)) if is_pipeline else []
    reading = TextReading(
        action=known.action or (listed[0] if listed else None),
        resource=_thing(spot, known),
        reason=known.reason,
        problem=known.problem,
        situation=known.situation,
        at_run_time=around.at_run_time,
        called=around.called if known.problem is None else None,
        host=_registry(spot),
        quote=spot.line(),
    )
    return Span(reading, one.start, end)


def _confirmed_at(spot: Spot, known: KnownMessage) -> int | None:
    """Return where the message ends with what confirms it, None where nothing does."""
    text, one = spot.text, spot.seen
    end = one.end
    if known.confirmed_by:
        first = text.squeezed_at(one.end)
        last = min(first + _CONFIRMED_WITHIN, len(text.squeezed))
        found = [
            at + len(squeeze(word))
            for word in known.confirmed_by
            if (at := text.squeezed.find(squeeze(word), first, last)) >= 0
        ]
        if not found:
            return None
        after = min(found)
        after += len("forbidden") * text.squeezed.startswith("forbidden", after)
        end = text.end_place(after)
    if known.near:
        first = text.squeezed_at(max(spot.floor, one.start - _NEAR_BEFORE))
        window = text.squeezed[first : text.squeezed_at(one.end + _NEAR_AFTER)]
        if not any(squeeze(word) in window for word in known.near):
            return None
    return end


def _is_told_better(spot: Spot, known: KnownMessage) -> bool:
    """Return whether the same message goes on to say what is wrong."""
    is_registry = known.problem is Problem.REGISTRY_LOGIN
    if is_registry and any(seen.form is Form.PERFORM for seen in spot.after(_TOLD_WITHIN)):
        return True
    following = [seen for seen in spot.after(_TOLD_WITHIN) if seen.form is Form.PROBLEM]
    if known.problem is Problem.CREDENTIALS_INVALID:
        return any(_KNOWN[seen.phrase].problem is not known.problem for seen in following)
    if is_registry or known.situation is Situation.REGISTRY_PUSH:
        return any(
            _KNOWN[seen.phrase].problem in (Problem.REGISTRY_LOGIN, Problem.NETWORK)
            and "\n\n" not in spot.text.text[spot.seen.end : seen.start]
            for seen in following
        )
    return False


def _registry(spot: Spot) -> str | None:
    """Return the registry that the message names, the nearest before it first."""
    one = spot.seen
    before = spot.text.letters(max(spot.floor, one.start - _NEAR_BEFORE), one.end)
    after = spot.text.letters(one.end, min(spot.limit, one.end + _CONFIRMED_WITHIN))
    found = _REGISTRY.findall(before)[-1:] or _REGISTRY.findall(after)[:1]
    return found[0] if found else None


def _thing(spot: Spot, known: KnownMessage) -> str | None:
    """Return the role or the bucket that the message names."""
    if known.situation is Situation.LOG_BUCKET:
        found = _BUCKET.match(spot.text.letters(spot.seen.end, spot.seen.end + 200))
        return found[1].rstrip(".") if found else None
    is_about_role = known.problem is Problem.ROLE_NOT_USABLE or known.action == "sts:AssumeRole"
    return _role(spot) if is_about_role else None


def _role(spot: Spot) -> str | None:
    text, one = spot.text.text, spot.seen
    at = text.find("arn:", one.end, one.end + _ROLE_WITHIN)
    if at >= 0 and "\n\n" not in text[one.end : at]:
        quote = text[at - 1]
        end = text.find(quote, at, at + LONGEST) if quote in QUOTES else -1
        quoted = "".join(text[at:end].split()) if end > 0 else ""
        return _named_role(quoted or read_token(text, at, len(text)).text)
    return _named_role(read_token_backward(text, one.start, spot.floor).text)


def _named_role(word: str) -> str | None:
    arn = trimmed(word[word.find("arn:") :]) if "arn:" in word else ""
    return arn.rstrip(".:") if ":role" in arn else None


def read_images(spot: Spot) -> Span | None:
    """Read `Not authorized for images`: the AMI is not shared, not in this Region, or gone."""
    text, one = spot.text, spot.seen
    around = spot.around(one.start, one.end)
    image = _IMAGE.match(text.letters(one.end, one.end + 80))
    end = text.end_place(text.squeezed_at(one.end) + image.end()) if image else one.end
    reading = TextReading(
        action=inferred_action(around, "UnauthorizedOperation"),
        resource=image[1] if image else None,
        reason=DenialReason.NOT_AN_IAM_DENIAL,
        problem=Problem.IMAGE_NOT_USABLE,
        called=around.called,
        quote=spot.quote(one.start, end),
    )
    return Span(reading, one.start, end)


def read_lacks(spot: Spot) -> Span | None:
    """Read `missing the following permissions: [ecs:RunTask]`; without an action it is vague."""
    text, one = spot.text, spot.seen
    lead = text.squeezed[: text.squeezed_at(one.start)][-60:]
    if one.phrase.startswith("have") and not lead.endswith(("not", "n't")):
        # `Make sure that you have permission to …` refuses nothing.
        return None
    around = spot.around(one.start, one.end)
    end = min(spot.limit, one.end + _LISTED_WITHIN)
    actions = _listed(spot, end) or _called(spot, end)
    if not actions:
        return read_vague(spot)
    who = read_principal(text, one.start, spot.floor).value
    is_function = "executionrole" in lead
    readings = [
        TextReading(
            principal=who if who and who.startswith("arn:") else around.principal,
            action=action,
            situation=Situation.EXECUTION_ROLE if is_function else None,
            at_run_time=around.at_run_time,
            called=around.called,
            quote=spot.line(),
        )
        for action in actions
    ]
    return Span(readings[0], one.start, one.end, others=tuple(readings[1:]))


def _listed(spot: Spot, end: int) -> list[str]:
    """Return the actions that are listed behind the phrase, or stand right before it."""
    text, one = spot.text.text, spot.seen
    stop = text.find("\n\n", one.end, end)
    windows = (text[one.end : stop if stop >= 0 else end], text[max(0, one.start - 80) : one.start])
    named = (actions_in(window) for window in (*windows, spot.text.letters(one.end, end)))
    return next((found for found in named if found), [])


def _called(spot: Spot, end: int) -> list[str]:
    found = _CALL_ON.match(spot.text.letters(spot.seen.end, end))
    if found is None:
        return []
    for length in range(len(found[2]), 1, -1):
        entry = action_entry(f"{prefix_of(found[2][:length])}:{found[1]}")
        if entry:
            return [f"{prefix_of(found[2][:length])}:{entry.name}"]
    return []
