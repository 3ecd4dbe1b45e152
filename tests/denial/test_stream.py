from __future__ import annotations

import textwrap
import tracemalloc

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from tests.denial.messages import (
    BOUNDARY,
    OWN_CASES,
    ROLE,
    SERVICE,
    SHARED_CASES,
    TASK_ROLE,
    USER,
    WRAPPERS,
    message,
    no_identity,
    read_cases,
)
from ufo_preflight.denial import DenialReason, explain, explain_stream
from ufo_preflight.denial.phrases import needles
from ufo_preflight.denial.text import squeeze

FIELDS = ("principal", "action", "resource", "reason", "policy_arn")
EITHER = {"identity_implicit_or_unspecified": ("identity_implicit", "unspecified")}


def fields_of(denial):
    return {name: getattr(denial, name) for name in FIELDS}


@pytest.mark.parametrize("case", read_cases(OWN_CASES), ids=lambda case: case["text"][:60])
def test_our_own_texts_are_read(case):
    (denial,) = explain(case["text"])
    assert fields_of(denial) == {name: case[name] for name in FIELDS}
    assert denial.is_understood == case.get("understood", True)
    assert denial.problem == case.get("problem")
    if "encoded" in case:
        assert denial.encoded == case["encoded"]


def test_our_own_texts_cover_every_reason_and_wrapper():
    cases = read_cases(OWN_CASES)
    reasons = {case["reason"] for case in cases}
    assert reasons == {reason.value for reason in DenialReason}
    assert len({case["wrapper"] for case in cases}) >= 16


@pytest.mark.skipif(not SHARED_CASES.exists(), reason="the shared texts are not here")
@pytest.mark.parametrize(
    "case",
    read_cases(SHARED_CASES) if SHARED_CASES.exists() else [],
    ids=lambda case: case["text"][:60],
)
def test_the_shared_texts_are_read(case):
    (denial,) = explain(case["text"])
    assert (denial.principal, denial.action, denial.resource, denial.policy_arn) == (
        case["expected_principal"],
        case["expected_action"],
        case["expected_resource"],
        case.get("expected_policy_arn"),
    )
    expected = case["expected_reason"]
    assert denial.reason in EITHER.get(expected, (expected,))


principals = st.sampled_from((USER, ROLE))
REFUSALS = (
    ("ecs:CreateService", SERVICE, no_identity("ecs:CreateService"), "identity_implicit", None),
    ("iam:PassRole", TASK_ROLE, "with an explicit deny", "explicit_unspecified", None),
    (
        "iam:CreateRole",
        TASK_ROLE,
        f"with an explicit deny in a permissions boundary: {BOUNDARY}",
        "boundary_explicit",
        BOUNDARY,
    ),
    ("ec2:DescribeVpcs", None, no_identity("ec2:DescribeVpcs"), "identity_implicit", None),
)
refusals = st.sampled_from(REFUSALS)


def cut(text, width):
    return "\n".join(text[at : at + width] for at in range(0, len(text), width))


def words(text, width):
    lines = text.split("\n")
    return "\n".join(textwrap.fill(line, width, break_long_words=False) for line in lines)


def boxed(text, width):
    return "\n".join(f"│ {line}" for line in cut(text, width).split("\n"))


@given(
    principals,
    refusals,
    st.sampled_from(sorted(set(WRAPPERS) - {"terraform", "colour", "go-1", "json in json"})),
    st.sampled_from((cut, words, boxed)),
    st.integers(24, 200),
)
@example(ROLE, REFUSALS[2], "aws-cli", cut, 160)
@settings(max_examples=400, deadline=None)
def test_a_denial_reads_the_same_in_any_wrapper_wrapped_at_any_column(
    principal, refusal, wrapper, wrap, width
):
    action, resource, tail, reason, policy = refusal
    text = WRAPPERS[wrapper].format(message(action, resource, tail, principal))
    (denial,) = explain(wrap(text, width))
    assert tuple(fields_of(denial).values()) == (principal, action, resource, reason, policy)


@pytest.mark.parametrize("wrapper", WRAPPERS)
def test_a_denial_reads_the_same_in_every_wrapper(wrapper):
    text = message("ecs:CreateService", SERVICE, no_identity("ecs:CreateService"))
    (denial,) = explain(f"before\n{WRAPPERS[wrapper].format(text)}\nafter\n")
    assert tuple(fields_of(denial).values()) == (
        USER,
        "ecs:CreateService",
        SERVICE,
        "identity_implicit",
        None,
    )


ALPHABET = st.text(
    alphabet=st.sampled_from("arn:aw iso\n│\\\"'<>&;,./-_()[]{}\x1b\x00Usern\u202e…*")
)
# fmt: off
FRAGMENTS = st.lists(
    st.sampled_from((
        "User: ", "is not authorized to perform", ": ", "on resource: ", "arn:aws:iam::1:role/x",
        "because no ", "with an explicit deny in a", "\n", " ", '"', "AccessDenied", "(", "...",
        "Encoded authorization failure message:", "Not authorized for images", "API: ec2:X ",
    ))
).map("".join)
# fmt: on


@given(st.one_of(st.text(), ALPHABET, FRAGMENTS))
@settings(max_examples=500, deadline=None)
def test_no_text_crashes_and_every_denial_can_be_told(text):
    for denial in explain(text):
        assert denial.advice.todo
        assert denial.quote or denial.problem


@given(st.one_of(st.text(), ALPHABET))
@settings(max_examples=500, deadline=None)
def test_arbitrary_text_never_invents_a_denial(text):
    assume(not any(needle in squeeze(text) for needle in needles()))
    assert explain(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "rescue Aws::ECR::Errors::AccessDeniedException => e",
        "You are authorized to perform: everything",
        "on resource: arn:aws:iam::111122223333:role/x because of the load",
        "Make sure that you have permission to call iam:PassRole",
        "from botocore.errorfactory import AccessDeniedException",
    ],
)
def test_what_only_sounds_like_a_denial_is_none(text):
    assert explain(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Access denied for user 'root'@'localhost' (using password: YES)",
        "git@github.com: Permission denied (publickey).",
        "the login failed: expired token, access denied. no credentials error here",
        "docker: permission denied while trying to connect to the Docker daemon socket",
        "curl: (7) Failed to connect: Connection refused",
        "HTTP/1.1 403 Forbidden",
        "You have insufficient permissions.",
        "You are not authorised.",
        "it failed with AccessDenied.",
    ],
)
def test_a_word_that_says_no_is_quoted_as_unread(text):
    (denial,) = explain(f"before\n{text}\nafter")
    assert not denial.is_understood
    assert denial.quote in text
    assert (denial.action, denial.advice.statement) == (None, "")


def test_a_word_that_says_no_counts_only_where_the_text_holds_nothing_else():
    text = message("ecs:CreateService", SERVICE)
    assert (
        len(explain(f"Connection refused\n{text}\n403 Forbidden\n" + "x\n" * 2000 + "denied")) == 1
    )
    assert len(explain("Connection refused\n" * 3 + "denied")) == 1


def test_several_denials_come_once_each_in_order():
    first = message("ecs:CreateService", SERVICE, no_identity("ecs:CreateService"))
    second = message("iam:PassRole", TASK_ROLE)
    log = f"{first}\nretrying\n{first}\n\n{second}\nRate exceeded\n{first}\nRate exceeded\n"
    assert [denial.action or denial.problem for denial in explain(log)] == [
        "ecs:CreateService",
        "iam:PassRole",
        "throttled",
    ]


def test_lines_of_equal_width_are_messages_not_wraps():
    log = "\n".join(message("iam:PassRole", f"{TASK_ROLE}{digit}") for digit in range(4))
    assert [denial.resource for denial in explain(log)] == [
        f"{TASK_ROLE}{digit}" for digit in range(4)
    ]


@given(st.integers(65_536 - 400, 65_536 + 400), st.sampled_from(("\n", " ", "x")))
@settings(max_examples=60, deadline=None)
def test_a_denial_across_the_border_of_two_pieces_is_read_once_and_whole(offset, filler):
    text = message("ecs:CreateService", SERVICE, no_identity("ecs:CreateService"))
    log = filler * offset + " " + text + " " + filler * 70_000
    assert [(denial.action, denial.resource) for denial in explain(log)] == [
        ("ecs:CreateService", SERVICE)
    ]


@given(st.lists(st.integers(1, 400), min_size=1, max_size=12))
@settings(max_examples=100, deadline=None)
def test_chunks_make_no_difference(sizes):
    text = "\n".join(case["text"] for case in read_cases(OWN_CASES)[:30])
    chunks, at = [], 0
    for size in sizes * (len(text) // sum(sizes) + 1):
        chunks.append(text[at : at + size])
        at += size
    assert list(explain_stream(chunks)) == explain(text)


def test_a_long_log_takes_no_more_memory_than_a_short_one():
    line = "12:00:00 CREATE_IN_PROGRESS AWS::ECS::Service EcsService waiting for the task\n"
    denial = message("ecs:CreateService", SERVICE, no_identity("ecs:CreateService")) + "\n"

    def log(chunks):
        for number in range(chunks):
            yield line * 800 + denial.replace("demo-web", f"demo-{number % 3}")

    def peak(chunks):
        tracemalloc.start()
        assert sum(1 for _denial in explain_stream(log(chunks))) == 3
        size = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return size

    assert peak(60) < 1.5 * peak(6)
