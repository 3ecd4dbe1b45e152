"""Any report that can be made, for what must hold of all of them."""

from __future__ import annotations

from hypothesis import settings
from hypothesis import strategies as st

from tests.render.reports import ACCOUNT, NASTY, TITLES, decided, report, requirement
from ufo_preflight.caller import Identity, PrincipalKind
from ufo_preflight.model import Decision, Layer, NearMiss, Need, Position, Reason, Statement
from ufo_preflight.render.style import Style
from ufo_preflight.report import FailOn, OnUnknown, ProjectSummary, Strictness

texts = st.text(st.characters(), max_size=30) | st.sampled_from(
    ["", NASTY, f"arn:aws:ecs:us-west-2:{ACCOUNT}:service/prod/a-very-long-name" + "-x" * 40]
)
statements = st.builds(
    Statement,
    texts,
    st.sampled_from(Layer),
    st.sampled_from(["Allow", "Deny", ""]),
    texts,
    st.integers(0, 3),
    st.none() | st.builds(Position, st.integers(1, 999), st.integers(1, 99)),
    text=texts,
    policy_arn=texts,
)
near = st.builds(NearMiss, statements, st.sampled_from(["resource", "condition"]), texts)
matched = st.lists(statements, max_size=2)
layers = st.lists(st.sampled_from(Layer), max_size=2)
DENIALS = [
    Reason.IMPLICIT_DENY,
    Reason.EXPLICIT_DENY,
    Reason.SCP,
    Reason.PERMISSIONS_BOUNDARY,
    Reason.WRONG_SERVICE_PASSROLE,
]
UNKNOWNS = [reason for reason in Reason if reason not in DENIALS]
decisions = st.one_of(
    st.builds(Decision.allowed, matched, detail=texts),
    st.builds(
        Decision.denied,
        st.sampled_from(DENIALS),
        st.sampled_from(Layer),
        matched=matched,
        near_misses=st.lists(near, max_size=2),
        detail=texts,
        also=layers,
    ),
    st.builds(
        Decision.unknown,
        st.sampled_from(UNKNOWNS),
        missing_context=st.lists(texts, max_size=2),
        matched=matched,
        detail=texts,
    ),
)


@st.composite
def rows(draw, check):
    resources = st.none() | texts
    pairs = [
        (
            requirement(
                check,
                resource=draw(resources),
                pattern=draw(resources),
                why=draw(texts),
                advisory=draw(st.booleans()),
                principal=draw(st.none() | texts),
            ),
            decision,
        )
        for decision in draw(st.lists(decisions, max_size=3))
    ]
    return decided(
        check,
        pairs,
        need=draw(st.sampled_from(Need)),
        note=draw(texts),
        why=draw(texts),
        skipped=draw(st.booleans()) and not pairs,
    )


@st.composite
def reports(draw):
    checks = draw(st.lists(st.sampled_from(sorted(TITLES)), min_size=1, max_size=4, unique=True))
    summary = st.builds(ProjectSummary, texts, st.none(), *[texts] * 7)
    return report(
        *(draw(rows(check)) for check in checks),
        identity=draw(
            st.builds(
                Identity,
                st.sampled_from(PrincipalKind),
                texts,
                texts,
                texts,
                st.none() | texts,
                texts,
            )
        ),
        region=draw(texts),
        project=draw(st.none() | summary),
        caveats=tuple(draw(st.lists(texts, max_size=2))),
        warnings=tuple(draw(st.lists(texts, max_size=2))),
        strictness=draw(st.builds(Strictness, st.sampled_from(FailOn), st.sampled_from(OnUnknown))),
    )


looks = st.builds(
    Style, st.integers(40, 200), st.booleans(), st.booleans(), st.booleans(), st.booleans()
)
some = settings(max_examples=60, deadline=None)
