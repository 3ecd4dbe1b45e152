"""Policy files as people have them: bare documents, and what the AWS CLI prints. Pure.

https://docs.aws.amazon.com/cli/latest/reference/iam/get-policy-version.html and its neighbours;
IAM returns documents URL-encoded, and some tools keep them so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ufo_preflight.errors import PolicyDocumentError
from ufo_preflight.model import Layer
from ufo_preflight.policy.parse import ParsedPolicy, parse_node, parse_policy, read_json
from ufo_preflight.policy.positions import Source

EXPORT_LISTS = ("UserDetailList", "RoleDetailList", "GroupDetailList")
_ENCODED_BRACE = "%7b"


@dataclass(frozen=True, eq=False)
class PolicyFile:
    """What a file holds: `policies`, and of an account export the principal's `boundary` too."""

    policies: tuple[ParsedPolicy, ...]
    boundary: ParsedPolicy | None = None


def read_policy_file(
    content: str | bytes,
    *,
    name: str,
    principal_arn: str | None = None,
    layer: Layer = Layer.IDENTITY,
) -> PolicyFile:
    """Return the policies that a file's content spells.

    It may be a policy document, plain, URL-encoded or as a JSON string; the output of `aws iam
    get-policy-version`, `get-user-policy`, `get-group-policy`, `get-role-policy` or `aws
    organizations describe-policy`; or that of `aws iam get-account-authorization-details`, from
    which the policies of `principal_arn` are taken; or a list of policies, as `ufo-preflight policy`
    prints one that AWS takes in parts only. PolicyDocumentError when it is none of these.
    """
    text = decoded(content, name)
    if text.lstrip()[:3].lower() == _ENCODED_BRACE:
        return PolicyFile((parse_policy(_unquoted(text), name=name, layer=layer),))
    value, source = read_json(text, name=name, layer=layer)
    if isinstance(value, Mapping) and any(key in value for key in EXPORT_LISTS):
        from ufo_preflight.policy.account import Account

        return Account(value, source).policies_of(principal_arn)
    if isinstance(value, list) and value:
        parts = (wrapped_policy(part, source.within(index)) for index, part in enumerate(value))
        return PolicyFile(tuple(parts))
    return PolicyFile((wrapped_policy(value, source),))


def decoded(content: str | bytes, name: str) -> str:
    """Return a file's content as text; PolicyDocumentError when it is not UTF-8."""
    if isinstance(content, str):
        return content.removeprefix("\ufeff")
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise PolicyDocumentError(
            "the file is UTF-16, not UTF-8",
            file=name,
            hint="PowerShell's > writes UTF-16; use | Out-File -Encoding utf8.",
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        column = error.start - content.rfind(b"\n", 0, error.start)
        raise PolicyDocumentError(
            f"byte 0x{content[error.start]:02x} is not UTF-8",
            file=name,
            line=line,
            column=column,
            hint="Save the file as UTF-8.",
        ) from error


def wrapped_policy(value: object, source: Source) -> ParsedPolicy:
    """Return the one policy of a JSON value; PolicyDocumentError when it holds none."""
    if isinstance(value, str):
        return _from_string(value, source)
    if isinstance(value, Mapping) and "Statement" not in value:
        for key, unwrap in _WRAPPERS.items():
            if key in value:
                return unwrap(value[key], source.within(key))
    return parse_node(value, source)


def document_policy(value: object, source: Source, *, with_lint: bool = True) -> ParsedPolicy:
    """Return the policy of a document that is an object, or a string that holds one.

    Without `with_lint` nobody asks what is odd about it.
    """
    if isinstance(value, str):
        return _from_string(value, source)
    return parse_node(value, source, with_lint=with_lint)


def _from_string(text: str, source: Source) -> ParsedPolicy:
    plain = _unquoted(text) if text.lstrip()[:3].lower() == _ENCODED_BRACE else text
    return parse_policy(plain, name=source.name, layer=source.layer, arn=source.arn)


def _unquoted(text: str) -> str:
    from urllib.parse import unquote

    return unquote(text)


def _policy_version(value: object, source: Source) -> ParsedPolicy:
    if isinstance(value, Mapping) and "Document" in value:
        return document_policy(value["Document"], source.within("Document"))
    raise source.error("PolicyVersion has no Document")


def _organizations_policy(value: object, source: Source) -> ParsedPolicy:
    if isinstance(value, Mapping) and "Content" in value:
        return document_policy(value["Content"], source.within("Content"))
    raise source.error(
        "Policy has no Content: this describes a policy without its document",
        (),
        "Use aws iam get-policy-version, or aws organizations describe-policy.",
    )


def _trust(_value: object, source: Source) -> ParsedPolicy:
    raise source.error(
        "this is a role with its trust policy, which says who may assume it, not what it may do",
        (),
        "Use aws iam get-role-policy, or aws iam get-policy-version.",
        of_key=True,
    )


_WRAPPERS: dict[str, Callable[[object, Source], ParsedPolicy]] = {
    "PolicyDocument": document_policy,
    "PolicyVersion": _policy_version,
    "Policy": _organizations_policy,
    "Document": document_policy,
    "Content": document_policy,
    "Role": _trust,
    "AssumeRolePolicyDocument": _trust,
}
