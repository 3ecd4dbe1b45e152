from ufo_preflight.denial import explain
from ufo_preflight.denial.denial import (
    Advice,
    DenialReason,
    Explained,
    Explanation,
    Problem,
    TextReading,
)
from ufo_preflight.refusals import Fixer


def test_reasons_are_the_words_that_they_spell():
    assert DenialReason.SCP_EXPLICIT == "scp_explicit"
    assert f"{DenialReason.SCP_EXPLICIT}" == str(DenialReason.SCP_EXPLICIT) == "scp_explicit"
    assert (str(Problem.THROTTLED), str(Fixer.YOU)) == ("throttled", "you")


def test_the_quote_and_the_call_do_not_make_another_denial():
    one = TextReading(action="ecs:CreateService", quote="once", called="CreateService")
    assert one.identity == TextReading(action="ecs:CreateService", quote="again").identity
    assert one.identity != TextReading(action="ecs:DeleteService", quote="once").identity


def test_two_refusals_that_tell_nothing_else_differ_by_their_words():
    assert (
        TextReading(quote="Access Denied").identity != TextReading(quote="not authorized").identity
    )
    assert (
        TextReading(quote="Access Denied").identity == TextReading(quote="Access Denied").identity
    )


def test_advice_as_text_begins_with_what_to_do():
    advice = Advice(
        todo="Do it.", whose="Yours.", fixer=Fixer.YOU, notes=("So.",), commands=("aws x",)
    )
    assert str(advice) == "Do it.\nSo.\naws x"


def explanation(text):
    return Explanation(tuple(Explained(denial) for denial in explain(text)), 1)


def test_the_exit_code_follows_from_what_was_understood():
    assert explanation("nothing").exit_code == 0
    assert explanation("Rate exceeded").exit_code == 0
    assert (explanation("AccessDenied: ").exit_code, explanation("AccessDenied: ").unread) == (3, 1)
