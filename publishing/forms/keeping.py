"""What somebody typed outlives a log-in that ended, and a page that grew old.

The text is shown again, readable, with a button that sends it once more; see
docs/decisions for why nobody can forge a form that way. Passwords, codes and files are
never kept.
"""

import re
from functools import cache
from urllib.parse import parse_qs, urlsplit

from django.apps import apps
from django.utils.text import capfirst
from django.utils.translation import get_language

from ..hygiene import tidy
from .careful import CarefulForm

# Fields that are sent along and mean nothing to a reader.
TECHNICAL = re.compile(
    r"^_|^(form_token|row_token|action|index|select_across)$|^initial-"
    r"|-(TOTAL|INITIAL|MIN_NUM|MAX_NUM)_FORMS$|-(id|row_token)$"
)
SECRET = re.compile(
    r"pass(word|ord|phrase|frase)|secret|otp"
    r"|^(.+-)?(code|kode|pin|token|recovery_code|csrfmiddlewaretoken)$",
    re.IGNORECASE,
)


def came_from_us(request):
    """Return whether a page of this very site sent the form.

    Browsers say so, and no other site can make them lie. What does not say is taken
    for foreign.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None and site != "same-origin":
        return False
    sender = request.headers.get("Origin") or request.headers.get("Referer") or ""
    given = urlsplit(sender)
    return (given.scheme, given.netloc) == (request.scheme, request.get_host())


def sends_to_log_in(request, response):
    """Return whether an answer tells a stranger to log in before posting here."""
    if response.status_code not in {302, 303} or request.user.is_authenticated:
        return False
    following = parse_qs(urlsplit(response.headers["Location"]).query).get("next", [])
    return following == [request.get_full_path()]


def kept_fields(sent):
    """Return (name, value) of what may be sent again, in the order it came."""
    return [
        (name, tidy(value))
        for name, values in sent.lists()
        if not SECRET.search(name)
        for value in values
    ]


def holds_secrets(sent):
    """Return whether something else than the page's token was sent that is not kept."""
    return any(SECRET.search(name) for name in sent if name != "csrfmiddlewaretoken")


def readable(fields):
    """Return (label, value) of what a person wrote, as they would know it again."""
    return [
        (label_of_field(name), value)
        for name, value in fields
        if value.strip() and not TECHNICAL.search(name)
    ]


def label_of_field(name):
    """Return what a field is called on its page; else its name, without marks."""
    plain = re.sub(r"^.+-\d+-|^.+-(?=[a-z_]+$)", "", name)
    return labels(get_language()).get(plain) or capfirst(plain.replace("_", " "))


@cache
def labels(language):
    """Return {name: label} of the fields of all our forms, and of all our models."""
    known = {}
    for model in apps.get_models():
        for field in (*model._meta.concrete_fields, *model._meta.many_to_many):
            known.setdefault(field.name, capfirst(str(field.verbose_name)))
    for form in _forms(CarefulForm):
        for name, field in form.base_fields.items():
            if field.label:
                known[name] = capfirst(str(field.label))
    return known


def _forms(form_class):
    for each in form_class.__subclasses__():
        yield each
        yield from _forms(each)
