"""Every form says the same statements; JSON is one document as long as AWS takes it."""

import json

import pytest

from ufo_preflight.remedy.baseline import baseline
from ufo_preflight.remedy.formats import FORMATS
from ufo_preflight.remedy.grant import MANAGED_LIMIT, Grant, document, size
from ufo_preflight.remedy.placement import PAGE

LONG = tuple(
    Grant(f"S{number}", tuple(f"ecs:Action{number}x{part}" for part in range(60)))
    for number in range(8)
)


def test_json_is_the_document_alone():
    assert json.loads(FORMATS["json"](baseline(), PAGE)) == document(baseline())


def test_json_is_a_list_of_documents_when_one_would_be_too_long():
    assert size(LONG) > MANAGED_LIMIT
    parts = json.loads(FORMATS["json"](LONG, PAGE))
    assert [item for part in parts for item in part["Statement"]] == document(LONG)["Statement"]


@pytest.mark.parametrize("name", FORMATS)
def test_every_form_names_every_action(name):
    text = FORMATS[name](LONG, PAGE)
    assert all(f'"{action}"' in text for grant in LONG for action in grant.actions)
    assert text == FORMATS[name](LONG, PAGE)
