"""Encoded authorization messages, opened by STS.

https://docs.aws.amazon.com/STS/latest/APIReference/API_DecodeAuthorizationMessage.html
"""

from __future__ import annotations

from ufo_preflight.aws.session import AwsSession


def decode_message(session: AwsSession, encoded: str) -> str:
    """Return the JSON text of an encoded message.

    CredentialsError, EndpointError, or ApiError when STS cannot open it or the caller may not ask.
    """
    with session.translating():
        answer = session.sts.decode_authorization_message(EncodedMessage=encoded)
    return str(answer.get("DecodedMessage", ""))
