"""Whatever a project is: its minimal policy is enough, and each of its statements is needed."""

import itertools
import json

import pytest
from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st

from tests.project.projects import EXECUTION_ROLE, TASK_ROLE, V4, V5, facts, files, v6
from ufo_preflight.api import CheckOptions, checks_for, report_on
from ufo_preflight.caller import Identity, PrincipalKind
from ufo_preflight.catalog import load_catalogue
from ufo_preflight.catalog.requirements import variables
from ufo_preflight.catalog.select import Selection
from ufo_preflight.catalog.ship import Feature, ShipFacts
from ufo_preflight.grant import MANAGED_LIMIT, document, size, split
from ufo_preflight.model import Need, Verdict
from ufo_preflight.policy.decider import PolicyDecider
from ufo_preflight.remedy.minimal import grants_for, required
from ufo_preflight.report import Overall

CATALOGUE = load_catalogue()
ROWS = [row.id for row in CATALOGUE.checks]
FEATURES = sorted({name.removeprefix("!") for entry in CATALOGUE.entries for name in entry.when})
NAMES = sorted(
    {
        name
        for entry in CATALOGUE.entries
        for template in (
            entry.resource or "",
            *(key.values[0] for key in entry.known if key.values),
        )
        for name in variables(template)
    }
    - {"partition", "account", "region", "passrole_arn"}
)
WHO = Identity(
    PrincipalKind.POLICY_FILES,
    account="111122223333",
    policy_source_arn="arn:aws:iam::111122223333:role/deploy",
)

words = st.text("abc-", min_size=1, max_size=6)
arns = words.map("arn:aws:iam::111122223333:role/{}".format)


def some(values):
    return st.lists(values, min_size=1, max_size=3, unique=True).map(tuple)


names = st.fixed_dictionaries(
    {}, optional={name: some(arns if name.endswith("_arn") else words) for name in NAMES}
)
ships = st.builds(
    ShipFacts,
    version=st.sampled_from([None, 4, 5, 6]),
    features=st.dictionaries(
        st.sampled_from(FEATURES), st.builds(Feature, st.booleans() | st.none(), st.just("why"))
    ),
    names=names,
)
selections = st.builds(
    Selection,
    full=st.just(True),
    phases=st.sampled_from([frozenset(), frozenset({"create"}), frozenset({"update"})]),
    require=st.frozensets(st.sampled_from(ROWS), max_size=2),
)
roles = st.lists(
    st.integers(0, 9).map("arn:aws:iam::111122223333:role/task-{}".format), max_size=2, unique=True
).map(tuple)
all_options = st.builds(CheckOptions, ships, selections, passrole_arns=roles)
# What fails here fails in a few lines of its output: shrinking would take minutes.
quick = settings(
    deadline=None, max_examples=15, phases=(Phase.explicit, Phase.reuse, Phase.generate)
)


def is_enough(options, grants):
    """Return whether the ship is ready with this policy, and all that it needs is allowed."""
    decider = PolicyDecider([json.loads(json.dumps(document(grants)))] if grants else [])
    report = report_on(options, WHO, "us-west-2", decider)
    needed = required([found.check for found in report.checks])
    denied = {
        each.requirement
        for found in report.checks
        for each in found.actions
        if each.decision.verdict is not Verdict.ALLOWED
    }
    return report.verdict is Overall.READY and denied.isdisjoint(needed)


@quick
@given(all_options)
def test_the_minimal_policy_makes_any_ship_ready_and_each_statement_counts(options):
    checks = checks_for(options, WHO, "us-west-2")
    # A row that is required by name, of which this UFO has no action, stays undecided.
    assume(not any(row.need is Need.REQUIRED and not row.requirements for row in checks))
    grants = grants_for(required(checks))
    assert is_enough(options, grants)
    for left_out in range(len(grants)):
        rest = tuple(itertools.chain(grants[:left_out], grants[left_out + 1 :]))
        assert not is_enough(options, rest), grants[left_out]


FIXTURES = {
    "v4": files(V4),
    "v5": files(V5),
    "v6": v6(),
    "v6 with DNS": v6('config.dns.domain = "shop.example.com"'),
    "v6 without a load balancer": v6("config.elb.enabled = false"),
    "v6 without scaling": v6("config.autoscaling.enabled = false"),
    "v6 from Docker Hub": v6('config.docker.repo = "shop/shop"'),
    "v6 in a cluster of its own": v6("config.ecs.create_cluster = true"),
    "v6 without roles": v6("", {TASK_ROLE: None, EXECUTION_ROLE: None}),
}


@pytest.mark.parametrize("project", FIXTURES.values(), ids=FIXTURES)
@pytest.mark.parametrize("phases", [frozenset(), frozenset({"update"})], ids=["any", "update"])
def test_the_minimal_policy_of_a_project_is_enough_and_each_statement_counts(project, phases):
    options = CheckOptions(facts(project), Selection(full=True, phases=phases))
    grants = grants_for(required(checks_for(options, WHO, "us-west-2")))
    assert is_enough(options, grants)
    for left_out in grants:
        rest = tuple(grant for grant in grants if grant is not left_out)
        assert not is_enough(options, rest), left_out


@quick
@given(all_options)
def test_it_is_spelled_within_the_limits_and_always_alike(options):
    checks = checks_for(options, WHO, "us-west-2")
    grants = grants_for(required(checks, with_optional=True))
    assert grants == grants_for(reversed(required(checks, with_optional=True)))
    assert all(size(part) <= MANAGED_LIMIT for part in split(grants))
    assert not any("*" in action for grant in grants for action in grant.actions)
    assert len({grant.sid for grant in grants}) == len(grants)
    passed = [grant for grant in grants if "iam:PassRole" in grant.actions]
    assert all(grant.conditions for grant in passed)
