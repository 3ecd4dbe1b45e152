import pytest

from tests.denial.messages import BOUNDARY
from ufo_preflight.denial.reasons import read_encoded, read_reason
from ufo_preflight.denial.text import CompactText

DENY = "with an explicit deny in"
SCP = "arn:aws:organizations::111122223333:policy/o-a/service_control_policy/p-b"


def read(text):
    found = read_reason(CompactText(text), 0, len(text))
    return None if found is None else (found.reason.value, found.named_action, found.policy_arn)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("because no identity-based policy allows the a:B action", ("identity_implicit", None, None)),
        ("because no session policy allows the ab:CD action", ("session_implicit", "ab:cd", None)),
        ("BECAUSE NO PERMISSIONS BOUNDARY allows x", ("boundary_implicit", None, None)),
        ("with an explicit deny in the role trust policy", ("trust_policy_explicit", None, None)),
        ("with an explicit\ndeny in a VPC end\npoint policy", ("vpce_explicit", None, None)),
        (f"{DENY} a permissions boundary: {BOUNDARY}.", ("boundary_explicit", None, BOUNDARY)),
        (f"{DENY} a service control policy:\n{SCP} (name)", ("scp_explicit", None, SCP)),
        (f"{DENY} a service control policy: arn:aws:organizations::<Some One>", ("scp_explicit", None, None)),
        ("with an explicit deny in a resource control policy", ("rcp_explicit", None, None)),
        ("with an explicit deny", ("explicit_unspecified", None, None)),
        ("with an explicit deny in a reso", ("explicit_unspecified", None, None)),
        ("with an explicit deny in a resource-", ("resource_policy_explicit", None, None)),
        ("because no resource c", ("rcp_implicit", None, None)),
        ("because no s", ("unspecified", None, None)),
        ("with an explic", ("explicit_unspecified", None, None)),
        ("because the resource does not exist in this Region, no", ("resource_policy_implicit", None, None)),
        ("nothing here", None),
    ],
)  # fmt: skip
def test_the_phrase_names_the_layer_and_the_policy(text, found):
    assert read(text) == found


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
