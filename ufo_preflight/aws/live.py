"""The decider of a live check: the simulator, or where it may not be asked, the policies themselves.

Who may not call iam:SimulatePrincipalPolicy can often list and read its own policies. They decide
as policy files do, which is weaker than the simulator: nobody sees the organization's policies.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from ufo_preflight.aws.held_policies import HeldPolicies, PolicyStore
from ufo_preflight.aws.session import AwsSession
from ufo_preflight.aws.simulate import Decided, Progress, SimulatorDecider
from ufo_preflight.caller import Identity
from ufo_preflight.errors import PreflightError
from ufo_preflight.model import Decision, Layer, Method, Question, Reason
from ufo_preflight.outcome import Decisions

READ_POLICIES = "readable-policies"


class ReadPoliciesDecider:
    """A `Decider` over the policies that can be read, with the further ones of `added`.

    A question about a principal whose policies cannot be read stays as `refused` has it.
    """

    def __init__(
        self,
        session: AwsSession,
        principal: str,
        store: PolicyStore,
        refused: Decision,
        added: Sequence[str] = (),
    ) -> None:
        self._session = session
        self._principal = principal
        self._store = store
        self._refused = refused
        self._added = added

    @property
    def method(self) -> Method:
        """Return the method's name and the AWS calls of the whole run so far."""
        return Method(READ_POLICIES, self._session.calls)

    def with_policies(self, documents: Sequence[str]) -> ReadPoliciesDecider:
        """Return the decider for a principal that has these identity policies, too."""
        return ReadPoliciesDecider(
            self._session, self._principal, self._store, self._refused, (*self._added, *documents)
        )

    def decide(self, questions: Sequence[Question]) -> Iterator[Decided]:
        """Yield the decision of every question."""
        for question in questions:
            held = self._held(question.principal)
            decided = held.decide(question) if isinstance(held, HeldPolicies) else held
            yield question, decided

    def _held(self, principal: str | None) -> HeldPolicies | Decision:
        try:
            held = self._store.of(principal or self._principal)
        except PreflightError as error:
            detail = f"{self._refused.detail} Nor can its policies be read: {error.message}."
            return Decision.unknown(Reason.SIMULATE_DENIED, detail=detail.strip())
        return held if principal else held.with_policies(self._added)


class LiveDecider:
    """A `Decider` that asks the simulator until that is refused, and then decides by reading."""

    def __init__(
        self, session: AwsSession, identity: Identity, *, progress: Progress | None = None
    ) -> None:
        self._store = PolicyStore(session)
        self._session = session
        self._principal = identity.policy_source_arn or ""
        self._simulator = SimulatorDecider(session, identity, progress=progress, store=self._store)
        self._reader: ReadPoliciesDecider | None = None

    @property
    def method(self) -> Method:
        """Return how the answers so far were found."""
        return (self._reader or self._simulator).method

    @property
    def reads_policies(self) -> bool:
        """True once the simulator was refused: decisions then come with all their evidence."""
        return self._reader is not None

    def decide(self, questions: Sequence[Question]) -> Iterator[Decided]:
        """Yield the decision of each question that could be asked."""
        if self._reader is None:
            decided = dict(self._simulator.decide(questions))
            refused = {q: one for q, one in decided.items() if _is_refused(one)}
            yield from ((q, one) for q, one in decided.items() if q not in refused)
            if not refused or not self._principal:
                yield from refused.items()
                return
            questions = tuple(refused)
            self._reader = ReadPoliciesDecider(
                self._session, self._principal, self._store, next(iter(refused.values()))
            )
        yield from self._reader.decide(questions)

    def with_policies(self, documents: Sequence[str]) -> SimulatorDecider | ReadPoliciesDecider:
        """Return the decider for a principal that has these identity policies, too."""
        return (self._reader or self._simulator).with_policies(documents)

    def without(self, layers: Iterable[Layer]) -> SimulatorDecider | None:
        """Return the simulator without layers; None where nobody can be asked so."""
        return None if self._reader else self._simulator.without(layers)


def _is_refused(decision: Decision) -> bool:
    return decision.reason is Reason.SIMULATE_DENIED


def investigation(
    session: AwsSession, identity: Identity, simulator: LiveDecider | SimulatorDecider
) -> Callable[[Decisions], Decisions]:
    """Return what finds out more about denials; it makes no call where nothing is denied."""

    def investigate(decisions: Decisions) -> Decisions:
        if identity.policy_source_arn is None or not any(
            found.is_denied for found in decisions.values()
        ):
            return decisions
        # What reads and compares policies is loaded only for a denial.
        from ufo_preflight.aws.why_denied import investigated

        return investigated(decisions, session, identity, simulator)

    return investigate
