from hypothesis import given
from hypothesis import strategies as st

from ufo_preflight.denial.compact import CompactText, squeeze


@given(st.text())
def test_every_letter_of_the_squeezed_text_has_its_place(text):
    compact = CompactText(text)
    assert len(compact.squeezed) == sum(not letter.isspace() for letter in text)
    for at, letter in enumerate(compact.squeezed):
        assert squeeze(text[compact.place(at)]) == letter
    assert compact.place(len(compact.squeezed)) == len(text)
    assert compact.end == len(text.rstrip())


def test_a_phrase_is_found_across_line_breaks_and_case():
    text = "User IS not\n  autho\nrized here"
    ((start, end),) = CompactText(text).find_all("isnotauthorized")
    assert text[start:end] == "IS not\n  autho\nrized"


def test_places_lead_there_and_back():
    compact = CompactText(" a b ")
    assert [compact.squeezed_at(place) for place in range(6)] == [0, 0, 1, 1, 2, 2]
    assert (compact.end_place(0), compact.end_place(1), compact.end_place(2)) == (0, 2, 4)
