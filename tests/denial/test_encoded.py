import pytest

from ufo_preflight.denial.compact import CompactText
from ufo_preflight.denial.encoded import read_encoded

LABEL = "Encoded authorization failure message: "
BLOB = "AbC-dEf_0123456789xyz"


@pytest.mark.parametrize(
    ("text", "blob"),
    [
        (f". {LABEL}{BLOB}", BLOB),
        (f". {LABEL}{BLOB}. Next sentence", BLOB),
        (f". {LABEL}{BLOB}\n{BLOB}\nnext line", BLOB + BLOB),
        (f". {LABEL}\n{BLOB}\ntail\n", BLOB + "tail"),
        (f". {LABEL}{BLOB}\n\nparagraph", BLOB),
        (f". {LABEL}", None),
        (f". {LABEL}short", None),
    ],
)
def test_the_message_behind_its_label_is_read(text, blob):
    found = read_encoded(CompactText(text), 0, len(text))
    assert found is not None
    assert found[0] == blob


def test_a_label_far_away_is_another_message_s():
    text = "x" * 200 + LABEL + BLOB
    assert read_encoded(CompactText(text), 0, len(text)) is None
