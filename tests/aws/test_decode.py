import pytest

from tests.aws.sessions import session_at
from tests.aws.stub_aws import error, serving
from ufo_preflight.aws.decode import decode_message
from ufo_preflight.errors import PreflightError

OPENED = (
    '<R xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><DecodeAuthorizationMessageResult>'
    "<DecodedMessage>{}</DecodedMessage></DecodeAuthorizationMessageResult></R>"
)


def test_the_decoded_text_is_returned_as_it_is():
    with serving() as stub:
        stub.answers["DecodeAuthorizationMessage"] = lambda _asked: (200, OPENED)
        assert decode_message(session_at(stub.url), "ABC") == "{}"


def test_a_refusal_of_sts_is_one_of_our_errors():
    with serving() as stub:
        stub.answers["DecodeAuthorizationMessage"] = lambda _asked: error("AccessDenied", "no", 403)
        with pytest.raises(PreflightError):
            decode_message(session_at(stub.url), "ABC")
