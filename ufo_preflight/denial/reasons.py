"""The layer that refused, the policy that newer messages name, and EC2's encoded message.

https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
https://docs.aws.amazon.com/STS/latest/APIReference/API_DecodeAuthorizationMessage.html
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ufo_preflight.denial.denial import DenialReason
from ufo_preflight.denial.text import CompactText, is_restored, trimmed
from ufo_preflight.denial.tokens import is_incomplete_policy, read_token

_IMPLICIT = "becauseno"
_EXPLICIT = "explicitdeny"
_WHOLE_EXPLICIT = "withanexplicitdeny"
# KMS names three possible causes at once; each of them is a matter of the key.
_OF_THE_RESOURCE = "becausetheresourcedoesnotexist"
# The layers as the messages name them, squeezed, without hyphens; AWS writes "in the role trust policy".
_LAYERS = (
    ("identitybasedpolic", "IDENTITY"),
    ("resourcebasedpolic", "RESOURCE_POLICY"),
    ("permissionsboundar", "BOUNDARY"),
    ("permissionboundar", "BOUNDARY"),
    ("sessionpolic", "SESSION"),
    ("servicecontrolpolic", "SCP"),
    ("resourcecontrolpolic", "RCP"),
    ("vpcendpointpolic", "VPCE"),
    ("vpcepolic", "VPCE"),
    ("roletrustpolic", "TRUST_POLICY"),
    ("trustpolic", "TRUST_POLICY"),
    ("scp", "SCP"),
    ("rcp", "RCP"),
)
# How tools say in their own words which layer refused.
_BY = re.compile(
    r"(?:den(?:ied|y)|blocked|prevented|refused|disallowed|forbidden|restricted)"
    r"(?:by|dueto|becauseof|in)(?:the|your|an(?=[is])|a(?!n[is]))?(?:organizations?'?s?)?"
)
# So many letters of a layer's name tell it from every other.
_TELLING_LETTERS = 7
_SENTENCE_END = re.compile(r"[.;](?=\s|$)|\n\n|[\"<]|$")
_ARTICLE = re.compile(r"in(?:the|an(?=i)|a)")
_NAMED_ACTION = re.compile(r"(?:y|ies)allows?(?:the)?([a-z0-9-]{2,40}:[a-z0-9*]{2,80})action")
_POLICY_ARN = re.compile(r"(?:ies|y)?:?[(\"'`]*(?=arn:)")


@dataclass(frozen=True)
class ReasonPhrase:
    """A reason, where its phrase begins and ends in the text, and what it names.

    `named_action` is squeezed: all lower case. `clause` is a "because …" that is not understood.
    """

    reason: DenialReason
    start: int
    end: int
    named_action: str | None = None
    policy_arn: str | None = None
    clause: str | None = None


def read_reason(text: CompactText, start: int, limit: int) -> ReasonPhrase | None:
    """Return the first reason phrase between `start` and `limit`, None when there is none.

    One that names a layer comes before a "because" that is not understood.
    """
    first, last = text.squeezed_at(start), text.squeezed_at(limit)
    found = sorted(
        (at, opening)
        for opening in (_IMPLICIT, _EXPLICIT, _OF_THE_RESOURCE)
        if (at := text.squeezed.find(opening, first, last)) >= 0
    )
    for at, opening in found:
        if opening == _OF_THE_RESOURCE:
            end = text.end_place(at + len(opening))
            return ReasonPhrase(DenialReason.RESOURCE_POLICY_IMPLICIT, text.place(at), end)
        begin = at
        if opening == _EXPLICIT and text.squeezed.startswith("withan", at - 6, at):
            begin = at - 6
        phrase = _read_layer(text, begin, at + len(opening), last, opening == _IMPLICIT)
        if phrase.clause is None:
            return phrase
    return (
        _denied_by(text, first, last)
        or _broken_off(text, first, last)
        or _clause(text, first, last)
    )


def _denied_by(text: CompactText, first: int, last: int) -> ReasonPhrase | None:
    """Read `denied by a service control policy`, which tools write in their own words."""
    for match in _BY.finditer(text.squeezed, first, last):
        words = text.squeezed[match.end() : min(last, match.end() + 80)]
        layer, length = _layer(words)
        if layer is not None and length >= len("scp"):
            end = match.end() + length
            arn, arn_end = _policy_arn(text, end, last)
            return ReasonPhrase(
                DenialReason[f"{layer}_EXPLICIT"],
                text.place(match.start()),
                max(text.end_place(end), arn_end),
                policy_arn=arn,
            )
    return None


def _broken_off(text: CompactText, first: int, last: int) -> ReasonPhrase | None:
    """Read a phrase whose end is cut: `with an explicit den`."""
    tail = text.squeezed[first:last]
    if last < len(text.squeezed):
        return None
    for size in range(len("withanexpl"), len(_WHOLE_EXPLICIT)):
        if tail.endswith(_WHOLE_EXPLICIT[:size]):
            at = first + len(tail) - size
            return ReasonPhrase(DenialReason.EXPLICIT_UNSPECIFIED, text.place(at), len(text.text))
    return None


def _clause(text: CompactText, first: int, last: int) -> ReasonPhrase | None:
    """Return a "because" that is not understood: what it says may not be a matter of policies."""
    at = text.squeezed.find("because", first, last)
    if at < 0:
        return None
    start = text.place(at)
    stop = _SENTENCE_END.search(text.text, start, min(text.place(last), start + 300))
    end = stop.start() if stop else min(text.place(last), start + 300)
    words = " ".join(text.text[start:end].split())
    return ReasonPhrase(DenialReason.UNSPECIFIED, start, end, clause=words)


def _read_layer(
    text: CompactText, begin: int, at: int, last: int, is_implicit: bool
) -> ReasonPhrase:
    words = text.squeezed[at : min(last, at + 200)]
    if not is_implicit:
        article = _ARTICLE.match(words)
        skipped = article.end() if article else 0
        at, words = at + skipped, words[skipped:]
    layer, length = _layer(words)
    if layer is None and is_implicit:
        clause = " ".join(text.text[text.place(begin) : text.end_place(at)].split())
        return ReasonPhrase(
            DenialReason.UNSPECIFIED, text.place(begin), text.end_place(at), clause=clause
        )
    if layer is None:
        reason = DenialReason.EXPLICIT_UNSPECIFIED
        return ReasonPhrase(reason, text.place(begin), text.end_place(at))
    reason = DenialReason[f"{layer}_{'IMPLICIT' if is_implicit else 'EXPLICIT'}"]
    named = _NAMED_ACTION.match(words, length) if is_implicit else None
    end = at + (named.end() if named else length)
    arn, arn_end = _policy_arn(text, end, last)
    return ReasonPhrase(
        reason,
        text.place(begin),
        max(_word_end(text.text, text.end_place(end)), arn_end),
        named[1] if named else None,
        arn,
    )


def _word_end(text: str, at: int) -> int:
    """Return where the word ends that `at` stands in: the phrases leave out `y` and `ies`."""
    while at < len(text) and text[at].isalpha():
        at += 1
    return at


def _layer(words: str) -> tuple[str | None, int]:
    """Return the layer that `words` begin with, and how long its name is.

    A name that the end of the text cut is still read where only one layer begins like it.
    """
    # A hyphen tells resource-based from resource control, even as the last letter there is.
    bare = words[:60].replace("resource-", "resourceb", 1).replace("bb", "b").replace("-", "")
    for name, layer in _LAYERS:
        if bare.startswith(name):
            return layer, len(name) + words[: len(name) + 2].count("-")
    cut = {layer for name, layer in _LAYERS if bare and name.startswith(bare)}
    if len(cut) == 1:
        return cut.pop(), len(words)
    # The rest of the message may have been cut off in front of another line.
    shared = {_shared(name, bare): layer for name, layer in _LAYERS}
    longest = max(shared)
    return (shared[longest], longest) if longest >= _TELLING_LETTERS else (None, 0)


def _shared(name: str, words: str) -> int:
    """Return how many letters two texts have in common from their beginning on."""
    pairs = enumerate(zip(name, words, strict=False))
    return next((at for at, (one, other) in pairs if one != other), min(len(name), len(words)))


def _policy_arn(text: CompactText, at: int, last: int) -> tuple[str | None, int]:
    """Return the policy's ARN at `at` and where in the text it ends."""
    match = _POLICY_ARN.match(text.squeezed, at, last)
    if match is None:
        return None, 0
    start = text.place(match.end())
    token = read_token(text.text, start, text.place(last), is_incomplete_policy)
    arn = trimmed(token.text)
    name = arn.partition(":policy/")[2]
    # A placeholder with a space in it may stand for the account: what names the policy is whole.
    is_whole = bool(name) and (is_restored(arn) or "<" not in name)
    return (arn if is_whole else None), token.end


_LABEL = "encodedauthorizationfailuremessage:"
_BLOB = re.compile(r"[A-Za-z0-9_=+/-]{1,10240}")
_WHOLE_PIECE = re.compile(r"[A-Za-z0-9_=+/-]{16,}")
_NEAR = 40


def read_encoded(text: CompactText, at: int, limit: int) -> tuple[str | None, int] | None:
    """Return the encoded message that follows `at` and where it ends, None when none follows.

    The message is None when its label is there and nothing behind it.
    """
    first = text.squeezed_at(at)
    label = text.squeezed.find(_LABEL, first, first + _NEAR + len(_LABEL))
    if label < 0:
        return None
    after = label + len(_LABEL)
    start = text.place(after)
    blob, end = _joined(text.text, start, max(limit, start))
    return (blob, end) if len(blob) >= 16 else (None, text.end_place(after))


def _joined(text: str, start: int, limit: int) -> tuple[str, int]:
    """Return the blob at `start`; a line goes on where the next holds nothing but more of it."""
    match = _BLOB.match(text, start, limit)
    if match is None:
        return "", start
    blob, end = match[0], match.end()
    while end < limit and text[end] == "\n":
        line_end = text.find("\n", end + 1, limit)
        line = text[end + 1 : limit if line_end < 0 else line_end]
        piece = _WHOLE_PIECE.match(line) or (_BLOB.fullmatch(line) if len(line) < 16 else None)
        if piece is None or not _ends_line(line, piece.end()):
            break
        blob, end = blob + piece[0], end + 1 + piece.end()
        if piece.end() < len(line):
            break
    return blob, end


def _ends_line(line: str, at: int) -> bool:
    return at == len(line) or not line[at].isalnum()
