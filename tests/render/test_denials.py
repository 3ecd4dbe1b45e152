import json
import re

from tests.denial.messages import SERVICE, USER, message, no_identity
from ufo_preflight.denial import DenialReason, explain
from ufo_preflight.denial.denial import Explained, Explanation, Verification
from ufo_preflight.model import Decision
from ufo_preflight.render.denials import (
    render_denials_json,
    render_denials_markdown,
    render_denials_table,
)
from ufo_preflight.render.style import Style

TEXT = message("ecs:CreateService", SERVICE, no_identity("ecs:CreateService"))
EVIL = "\x1b[2J\u202e\u2066\x9b31m\x07"


def explanation(text, verification=None):
    found = tuple(Explained(denial, verification) for denial in explain(text))
    return Explanation(found, text.count("\n") + 1)


def test_the_table_says_who_what_on_what_and_what_to_do():
    assert render_denials_table(explanation(TEXT), Style(width=72)) == (
        "1. ecs:CreateService was refused (identity policy, implicit deny)\n"
        f"   principal {USER}\n"
        f"   resource  {SERVICE}\n"
        "   owner     The caller: the user ana.\n"
        "   check     ecs\n"
        "   fix       Add this statement to the identity policies of the user\n"
        "             ana.\n"
        "   docs      https://ufoships.com/docs/intro/iam/deploy/\n"
        "   docs      https://ufo-preflight.readthedocs.io/en/stable/denials/#identity_implicit\n"
        "   statement\n"
        "   {\n"
        '     "Effect": "Allow",\n'
        '     "Action": "ecs:CreateService",\n'
        f'     "Resource": "{SERVICE}"\n'
        "   }\n"
        "\n"
        "1 permission denial in 1 line."
    )


def test_quiet_is_a_line_a_denial_and_the_count():
    assert render_denials_table(
        explanation("Rate exceeded\nAccessDenied: "), Style(quiet=True)
    ) == (
        "Throttled (not a permission problem): Wait a few minutes and try again: the rate\n"
        "  of calls was limited.\n"
        "looks like a denial and could not be read: Look the refused call up in\n"
        "  CloudTrail, or paste the whole message: this part says that something was\n"
        "  refused, and not what.\n"
        "1 other problem, 1 part that could not be read in 2 lines."
    )


def test_a_part_that_could_not_be_read_is_quoted():
    shown = render_denials_table(explanation("AccessDenied: what is it?"), Style())
    assert "   text      AccessDenied: what is it?\n" in shown


def test_a_text_without_a_denial_says_so():
    empty = Explanation((), 12_034)
    assert render_denials_table(empty, Style()) == "No permission denial found in 12,034 lines."
    assert json.loads(render_denials_json(empty, Style()))["denials"] == []


def test_nothing_of_the_text_reaches_the_terminal_unescaped():
    principal = f"arn:aws:iam::1:user/{EVIL}x"
    text = message("ecs:CreateService", f"arn:aws:ecs:::{EVIL}", principal=principal)
    for style in (Style(verbose=True), Style(verbose=True, width=40), Style(quiet=True)):
        table = render_denials_table(explanation(text), style)
        assert all(letter.isprintable() or letter == "\n" for letter in table)
    document = render_denials_json(explanation(text), Style())
    assert document.isascii()
    assert all(letter.isprintable() or letter == "\n" for letter in document)
    assert "\u202e" in json.loads(document)["denials"][0]["principal"]


def test_the_json_has_every_field_and_the_statement_as_an_object():
    said = Verification(False, "It allows it.", Decision.allowed())
    document = json.loads(render_denials_json(explanation(TEXT, said), Style()))
    (denial,) = document.pop("denials")
    assert list(document) == ["format_version", "tool", "exit_code", "lines", "whole"]
    advice = denial.pop("advice")
    assert denial == {
        "principal": USER,
        "action": "ecs:CreateService",
        "resource": SERVICE,
        "reason": "identity_implicit",
        "policy_arn": None,
        "problem": None,
        "called": None,
        "encoded": None,
        "is_understood": True,
        "quote": TEXT,
        "verification": {
            "agrees": False,
            "text": "It allows it.",
            "decision": "allowed",
            "reason": None,
            "layer": None,
        },
    }
    assert advice["statement"]["Resource"] == SERVICE
    assert (advice["check"], advice["fixer"]) == ("ecs", "principal-owner")


def test_every_reason_has_words():
    for reason in DenialReason:
        assert reason.words
    assert DenialReason.VPCE_EXPLICIT.words == "VPC endpoint policy, explicit deny"


def test_colour_only_where_it_is_asked_for():
    assert "\x1b[1m1. " in render_denials_table(explanation(TEXT), Style(use_color=True))
    assert "\x1b" not in render_denials_table(explanation(TEXT), Style())


def test_markdown_has_the_same_rows_and_the_statement_in_a_fence():
    shown = render_denials_markdown(explanation(TEXT), Style())
    assert shown.startswith(
        "### 1. ecs\\:CreateService was refused (identity policy, implicit deny)"
    )
    assert f"- **resource**: `{SERVICE}`\n" in shown
    assert '```json\n{\n  "Effect": "Allow",' in shown
    assert shown.endswith("1 permission denial in 1 line.")


def test_nothing_of_the_text_is_a_link_a_mention_or_a_fence_in_markdown():
    evil = "arn:aws:iam::1:user/```x`@somebody"
    text = message("ecs:CreateService", "https://example.com/", principal=evil)
    shown = render_denials_markdown(explanation(text + "\nAccessDenied: <b>@you</b>"), Style())
    assert "````arn:aws:iam::1:user/```x`@somebody````" in shown
    outside = re.sub(r"(`+)(?!`).*?(?<!`)\1(?!`)", "", shown, flags=re.DOTALL)
    assert "@somebody" not in outside
    assert "https://example.com" not in outside
    assert "<b>" not in outside
