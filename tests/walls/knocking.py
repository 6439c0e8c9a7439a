"""How the suite knocks at doors: every address of a row, and what came out of it."""

import re
from urllib.parse import quote

from django.contrib import admin
from django.urls import reverse

from partners.scopes import scope_of
from publishing.admin.scoped import Scoped

from .routes import all_routes, who_may_enter
from .world import NEIGHBOUR, WORD

PAGES = ("change", "history", "delete")
VERSION_PAGES = "preview compare amend copy merge rebase renew comments".split()
# What differs between two answers to the same question.
PASSING = re.compile(
    r'(csrfmiddlewaretoken" value="\w+|name="form_token" value="[^"]*|'
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}|\b[0-9a-f]{16}\b)"
)
SVG = re.compile(r"<svg.*?</svg>", re.DOTALL)
NO_SUCH = 2**31 - 1


def scoped_models():
    """Return the models that have an admin of ours."""
    return [
        model
        for model, each in admin.site._registry.items()
        if isinstance(each, Scoped)
    ]


def page(model, name, *args):
    opts = model._meta
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_{name}", args=args)


def addresses_of(rows):
    """Return every address in admin that names one of the rows, by its model."""
    found = []
    for model, row in rows.items():
        found += own_pages_of(row)
        if not admin.site.is_registered(model):
            continue
        found += [page(model, name, row.pk) for name in PAGES]
        name = model.__name__
        if name == "AgreementVersion":
            found += [page(model, each, row.pk) for each in VERSION_PAGES]
            found += [
                page(model, "step", row.pk, action)
                for action in ("send_for_comment", "sign", "withdraw", "add_document")
            ]
            found.append(f"/min-side/utkast/{row.public_id}/virkning/")
        elif name == "SignedDocument":
            found.append(page(model, "file", row.pk))
        elif name == "Partner":
            found.append(page(model, "calendar", row.pk))
    return found


def own_pages_of(row):
    """Return the addresses on «Min side» that ask for a right to a row with a slug."""
    scope = scope_of(type(row))
    if scope is None or not hasattr(row, "slug"):
        return []
    return [
        route.address(slug=row.slug)
        for route in all_routes()
        if route.path.startswith("min-side/")
        and "<slug:slug>" in route.path
        and str(who_may_enter(route)).partition(".")[0] == scope.kind
    ]


def addresses_of_lists():
    """Return the addresses of the site that name no row: lists, forms, own pages."""
    return [
        route.address()
        for route in all_routes()
        if "<" not in route.path
        and "(?P" not in route.path
        and who_may_enter(route) not in {"log-in", None}
        and "logout" not in route.name
    ]


def without(text, address):
    """Return a text without the parts of an address that were typed."""
    secret = (WORD.lower(), NEIGHBOUR.lower())
    for part in sorted(address.strip("/").split("/"), key=len, reverse=True):
        if any(word in part.lower() for word in secret):
            text = text.replace(part, "").replace(quote(part, safe=""), "")
    return text


def shows(answer, *words):
    """Return the words that an answer shows, in body, headers or address.

    The page says its own address again, and with it what was typed there.
    """
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    told = body.decode("utf-8", "replace") + str(dict(answer.headers))
    told += "".join(str(each) for each in answer.cookies.values())
    told = without(told, answer.request["PATH_INFO"])
    return [word for word in words if word.lower() in told.lower()]


def hidden_from(who):
    """Return the words that a person of the home county may never read."""
    if who in {"coordinator"}:
        return (WORD,)
    return (WORD, NEIGHBOUR)


def plain(answer, key):
    """Return an answer without the key, and without what differs every time."""
    body = PASSING.sub("", answer.content.decode("utf-8", "replace"))
    where = answer.headers.get("Location", "")
    # A key stands in an address, a query or in quotes; numbers of drawings are no keys.
    spelled = rf"(?:(?<=[/\"])|(?<=id=)|(?<=within=)){key}(?=[/&\"]|$)"
    return answer.status_code, re.sub(spelled, "KEY", where + SVG.sub("", body))
