"""What `explain` asks AWS: STS to open encoded messages, the simulator to check a denial."""

from __future__ import annotations

from dataclasses import replace

from ufo_preflight.aws.identity import whoami
from ufo_preflight.aws.session import AwsSession
from ufo_preflight.aws.simulate import SimulatorDecider
from ufo_preflight.caller import Identity
from ufo_preflight.context import Surroundings, context_for
from ufo_preflight.denial.denial import Denial, Explained, Verification
from ufo_preflight.denial.verify import compare, opened, question_of
from ufo_preflight.errors import ApiError, SimulationRefusedError, UsageError
from ufo_preflight.model import Question


def ask_aws(
    session: AwsSession, denials: tuple[Denial, ...], *, decode: bool, verify: bool
) -> tuple[Explained, ...]:
    """Return the denials, opened and verified as asked."""
    if decode:
        denials = tuple(_decoded(session, denial) for denial in denials)
    if not verify:
        return tuple(Explained(denial) for denial in denials)
    simulator = _Simulator(session)
    return tuple(Explained(denial, simulator.verify(denial)) for denial in denials)


def _decoded(session: AwsSession, denial: Denial) -> Denial:
    if denial.encoded is None:
        return denial
    try:
        return opened(denial, session.decode_message(denial.encoded))
    except (ApiError, SimulationRefusedError, ValueError) as error:
        note = f"The encoded message could not be opened: {error}"
        advice = replace(denial.advice, notes=(*denial.advice.notes, note))
        return replace(denial, advice=advice, is_understood=False)


class _Simulator:
    """The simulator, asked about many principals; each is looked up once."""

    def __init__(self, session: AwsSession) -> None:
        self._session = session
        self._identities: dict[str | None, Identity | str] = {}

    def verify(self, denial: Denial) -> Verification | None:
        """Return what the simulator says, None where there is nothing to ask."""
        question = question_of(denial)
        if question is None:
            return None
        identity = self._identity(denial.principal)
        if isinstance(identity, str):
            return Verification(None, f"The simulator was not asked: {identity}.")
        asked = self._with_context(question, identity)
        decider = SimulatorDecider(self._session, identity)
        return compare(denial, dict(decider.decide([asked])).get(asked))

    def _identity(self, principal: str | None) -> Identity | str:
        if principal not in self._identities:
            try:
                self._identities[principal] = whoami(self._session, principal)
            except UsageError as error:
                self._identities[principal] = error.message
        return self._identities[principal]

    def _with_context(self, question: Question, identity: Identity) -> Question:
        surroundings = Surroundings.of(identity, self._session.region)
        context = context_for(surroundings, question, is_forwarded=None)
        return replace(question, context=context)
