from ufo_preflight.denial.denial import DenialReason, TextReading
from ufo_preflight.denial.phrases import Form, sightings
from ufo_preflight.denial.spot import Spot
from ufo_preflight.denial.text import CompactText

TEXT = "Rate exceeded (AccessDenied) Role is x Rate exceeded"


def place(text, index):
    compact = CompactText(text)
    return Spot(compact, sightings(compact), index, 0, len(text))


def test_neighbours_within_reach_are_those_that_tell_something():
    middle = place(TEXT, 1)
    assert middle.seen.form is Form.CODE
    assert [one.start for one in middle.before(50)] == [0]
    assert [one.start for one in middle.after(50)] == [39]
    assert list(middle.after(5)) == list(middle.before(1)) == []


def test_a_long_quote_is_cut():
    quote = place(TEXT + " x" * 400, 0).quote(0, 800)
    assert len(quote) == 240
    assert quote.endswith("…")


def test_an_encoded_message_is_the_reason_where_there_is_no_other():
    text = "Rate exceeded. Encoded authorization failure message: ABCDEFGHIJKLMNOPQRST"
    here = place(text, 0)
    assert here.span(TextReading(), 13).reading.reason is DenialReason.ENCODED
    told = here.span(TextReading(reason=DenialReason.SCP_EXPLICIT), 13).reading
    assert (told.reason, told.encoded) == (DenialReason.SCP_EXPLICIT, "ABCDEFGHIJKLMNOPQRST")
