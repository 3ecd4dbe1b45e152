"""AWS's error codes, told from what is no answer of AWS."""

from __future__ import annotations

from itertools import combinations

from botocore.exceptions import ClientError, NoCredentialsError

from ufo_preflight.aws import codes


def test_no_code_means_two_things():
    meanings = (
        codes.ACCESS_DENIED,
        codes.EXPIRED,
        codes.NOT_ACCEPTED,
        codes.SIGNATURE,
        codes.THROTTLING,
    )
    assert not any(one & other for one, other in combinations(meanings, 2))


def test_the_code_and_text_of_an_answer_are_awss():
    answer = ClientError({"Error": {"Code": "Throttling", "Message": "Rate exceeded"}}, "GetRole")
    assert (codes.error_code(answer), codes.error_text(answer)) == ("Throttling", "Rate exceeded")


def test_what_is_no_answer_has_no_code():
    assert codes.error_code(NoCredentialsError()) == ""
    assert codes.error_text(NoCredentialsError()) == "Unable to locate credentials"
    bare = ClientError({}, "GetRole")
    assert (codes.error_code(bare), codes.error_text(bare)) == ("", str(bare))
