"""Ask one rule of the finder alone."""

from finder.rules import RULES

BY_CODE = {rule.code: rule for rule in RULES}


def points(code, an_offer, question):
    return BY_CODE[code].points(an_offer, question)


def said(code, an_offer, question):
    """Return the texts of the reasons; each bears the code of its rule."""
    reasons = BY_CODE[code].reasons(an_offer, question)
    assert {reason.code for reason in reasons} <= {code}
    return [_plainly(reason.text) for reason in reasons]


def _plainly(text):
    """Return the text with ordinary spaces, that keep nothing together."""
    return text.replace("\u00a0", " ")


def refusal(code, an_offer, question):
    assert points(code, an_offer, question) is None
    return BY_CODE[code].refusal(an_offer, question)


def caution(code, an_offer, question):
    return _plainly(BY_CODE[code].caution(an_offer, question))
