from ufo_preflight.denial import explain
from ufo_preflight.denial.explanation import Explained, Explanation


def explanation(text):
    return Explanation(tuple(Explained(denial) for denial in explain(text)), 1)


def test_the_exit_code_follows_from_what_was_understood():
    assert explanation("nothing").exit_code == 0
    assert explanation("Rate exceeded").exit_code == 0
    assert (explanation("AccessDenied: ").exit_code, explanation("AccessDenied: ").unread) == (3, 1)
