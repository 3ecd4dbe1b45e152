"""Wrong states cannot be written down."""

from __future__ import annotations

import pytest

from ufo_preflight.model import Decision, Layer, Reason, Verdict

DENIALS = {
    Reason.IMPLICIT_DENY,
    Reason.EXPLICIT_DENY,
    Reason.SCP,
    Reason.PERMISSIONS_BOUNDARY,
    Reason.WRONG_SERVICE_PASSROLE,
}


@pytest.mark.parametrize("reason", Reason)
def test_a_reason_belongs_to_denials_or_to_unknowns(reason):
    if reason in DENIALS:
        assert Decision.denied(reason, Layer.IDENTITY).reason is reason
        with pytest.raises(ValueError, match="cannot have reason"):
            Decision.unknown(reason)
    else:
        assert Decision.unknown(reason).reason is reason
        with pytest.raises(ValueError, match="cannot have reason"):
            Decision.denied(reason, Layer.IDENTITY)


@pytest.mark.parametrize("verdict", [Verdict.DENIED, Verdict.UNKNOWN])
def test_what_is_not_allowed_has_a_reason(verdict):
    with pytest.raises(ValueError, match="cannot have reason None"):
        Decision(verdict)


def test_only_a_denial_names_a_layer():
    with pytest.raises(ValueError, match="cannot have a layer"):
        Decision(Verdict.ALLOWED, layer=Layer.IDENTITY)


def test_allowed_has_no_reason_unless_it_is_scoped():
    assert Decision.allowed().reason is None
    assert Decision.allowed(scoped=True).reason is Reason.SCOPED_ONLY
