"""The hand-over: what an administrator asks before signing."""

from __future__ import annotations

from tests.project.projects import facts, v6
from ufo_preflight.api import CheckOptions, checks_for, offline_identity, place_names
from ufo_preflight.catalog.select import Selection
from ufo_preflight.context import Surroundings
from ufo_preflight.grant import document
from ufo_preflight.model import Decision, Layer, Reason
from ufo_preflight.policy.decider import PolicyDecider
from ufo_preflight.remedy.handover import (
    ADMINISTRATOR,
    NO_ADMINISTRATOR,
    Handover,
    code,
    missing_markdown,
    reasons,
    risks_text,
    spell_handover,
    whys,
)
from ufo_preflight.remedy.minimal import grants_for, required
from ufo_preflight.remedy.paths import PathResult, abuse_paths, decide_paths

REGION = "us-west-2"
WHO = offline_identity("arn:aws:iam::123456789012:role/deploy", REGION)
SHIP = facts(v6())
NEEDED = required(checks_for(CheckOptions(SHIP, Selection(full=True)), WHO, REGION))
GRANTS = grants_for(NEEDED)
PATHS = decide_paths(
    abuse_paths({**SHIP.names, **place_names(WHO, REGION)}),
    PolicyDecider([document(GRANTS)]),
    Surroundings.of(WHO, REGION),
)
GIVEN = Handover(
    {"The deployer's policy": GRANTS},
    NEEDED,
    PATHS,
    SHIP.summary,
    "arn:aws:iam::123456789012:role/deploy",
    "123456789012",
    REGION,
    ("Do this first.",),
    ("Some were left out.",),
)


def test_every_statement_has_a_reason_for_each_of_its_actions():
    for grant in GRANTS:
        assert {each.question.action for each in reasons(grant, NEEDED)} >= {*grant.actions}
    assert set(whys(GRANTS, NEEDED)) == {grant.sid for grant in GRANTS}
    assert all(why.startswith(("UFO", "CloudFormation")) for why in whys(GRANTS, NEEDED).values())


def test_the_page_has_every_part_in_order():
    page = spell_handover(GIVEN)
    parts = [
        "# Policy for `ufo ship`\n\n- principal: `arn:aws:iam::123456789012:role/deploy`",
        "- stack: `shop-web-dev`",
        "## The deployer's policy",
        "### IamPassRole",
        "Only where `iam:PassedToService` (StringEquals) is `ecs-tasks.amazonaws.com`.",
        "| `iam:PassRole` | Passes the task and execution roles to ECS. | CloudFormation |",
        "```json\n{",
        "## What its holder could do besides shipping",
        ADMINISTRATOR,
        "| Attach AdministratorAccess to a role of the stack | closed | closed | `iam:PolicyARN` |",
        "| Write any inline policy into a role of the stack | **open** | **open** | Require",
        "## Left out\n\n- Some were left out.",
        "## Before the first ship\n\n- Do this first.",
        "## Prove it",
        "## Take it back",
    ]
    places = [page.find(part) for part in parts]
    assert -1 not in places, parts[places.index(-1)]
    assert places == sorted(places)


def test_what_is_not_known_is_left_out_of_the_page():
    page = spell_handover(Handover({}, (), ()))
    assert page.startswith("# Policy for `ufo ship`\n\n## What its holder")
    assert NO_ADMINISTRATOR in page


def test_names_stay_in_their_cell():
    assert code("a|b`c\nd") == "`a\\|b'c\\nd`"


def test_for_a_terminal_the_open_ways_come_first():
    lines = risks_text(PATHS).splitlines()
    kinds = [line.split()[0] for line in lines[1:]]
    assert kinds == sorted(kinds, key=["open", "closed"].index)
    unknown = Decision.unknown(Reason.MISSING_CONTEXT)
    denied = Decision.denied(Reason.IMPLICIT_DENY, Layer.IDENTITY)
    (_, line) = risks_text([PathResult(PATHS[0].path, unknown, denied)]).splitlines()
    assert line.startswith("unknown ")


def test_what_is_missing_is_a_page_too():
    assert missing_markdown(GRANTS[:1], ["Note."], "## For others").splitlines()[0] == (
        "# What is missing for `ufo ship`"
    )
    assert missing_markdown((), (), "") == "# What is missing for `ufo ship`"
