"""One tree of errors, each with its exit code and its machine-readable name."""

from __future__ import annotations

import pytest

from ufo_preflight import errors


def tree(base=errors.PreflightError):
    yield base
    for child in base.__subclasses__():
        yield from tree(child)


def test_every_public_error_is_in_the_tree_and_ends_in_error():
    public = {value for value in vars(errors).values() if isinstance(value, type)}
    assert public == set(tree())
    assert all(error.__name__.endswith("Error") for error in public)
    assert all(error.__name__ in errors.__doc__ for error in public)


@pytest.mark.parametrize("error", list(tree(errors.ConfigurationError)))
def test_a_question_asked_wrongly_exits_2(error):
    assert error("x").exit_code == 2


@pytest.mark.parametrize("error", list(tree(errors.UndeterminedError)))
def test_not_knowing_exits_3(error):
    assert error("x").exit_code == 3


def test_codes_tell_the_errors_apart():
    codes = [error("x").code for error in tree()]
    assert len(codes) == len(set(codes))
    assert errors.ApiError("x", code="throttled").code == "throttled"


def test_an_error_has_no_code_that_its_class_does_not_list():
    with pytest.raises(ValueError, match="ApiError has no code 'tls'"):
        errors.ApiError("x", code="tls")


def test_a_policy_error_begins_with_its_place():
    error = errors.PolicyDocumentError("trailing comma", file="p.json", line=16, column=17)
    assert str(error) == "p.json:16:17: trailing comma"
    assert (error.problem, error.hint) == ("trailing comma", "")
    assert str(errors.PolicyDocumentError("no policy")) == "no policy"


def test_a_message_stays_on_one_line():
    assert errors.one_line("plain é") == "plain é"
    assert errors.one_line("a\nb\x1b[1m\ud800") == r"a\nb\x1b[1m\ud800"
