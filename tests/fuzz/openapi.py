"""What the portal answers to, told as OpenAPI, so that schemathesis can ask it.

The portal publishes no such document: it has one JSON address for machines, and forms
for people. It is made from the routes and from the forms that were found.
"""

import re
from urllib.parse import urlsplit

from tests.walls.routes import ARGUMENT, all_routes

from .hostile import FORM, MULTIPART
from .trying import LONGER

KINDS = {
    "int": {"type": "integer"},
    "uuid": {"type": "string", "format": "uuid"},
    "slug": {"type": "string", "pattern": "^[-a-z0-9_]{1,40}$"},
}
# What is asked of the finder and of lists; of other pages nothing.
ASKED = {
    "q": {"type": "string"},
    "page": {"type": "integer"},
    "format": {"type": "string"},
}
# Whether the database is there is asked of the server, and answered with 503 by design.
# A usual run leaves admin to hypothesis, for it is most of all operations.
LEFT_OUT = re.compile("/helse/klar" if LONGER > 1 else "/helse/klar|/admin/")
# A form of an agreement has hundreds of fields that differ by their number only.
MOST_FIELDS = 40


def document(forms, who):
    """Return the document for somebody: every route to read, every form to send."""
    paths = {}
    for route in all_routes():
        if "(?P" not in route.path and not LEFT_OUT.match("/" + route.path):
            path = "/" + ARGUMENT.sub(r"{\g<name>}", route.path)
            paths.setdefault(path, {})["get"] = _read(route)
    for met in forms.met:
        path = urlsplit(met.form.action).path
        if LEFT_OUT.match(path):
            continue
        if met.form.method == "get":
            paths.setdefault(path, {})["get"] = _ask(met.form)
        elif met.who == who or who == "superuser":
            paths.setdefault(path, {})["post"] = _send(met.form)
    return {
        "openapi": "3.0.3",
        "info": {"title": "Eksempel", "version": "1"},
        "paths": paths,
    }


def _answers():
    return {"default": {"description": "Eksempel"}}


def _query(names):
    return [
        {"name": name, "in": "query", "schema": schema}
        for name, schema in names.items()
    ]


def _read(route):
    places = [
        {
            "name": found["name"],
            "in": "path",
            "required": True,
            "schema": KINDS.get(found["kind"], {"type": "string"}),
        }
        for found in ARGUMENT.finditer(route.path)
    ]
    return {"parameters": places + _query(ASKED), "responses": _answers()}


def _ask(form):
    return {"parameters": _query(_fields(form)), "responses": _answers()}


def _send(form):
    kind = MULTIPART.partition(";")[0] if form.is_multipart else FORM
    schema = {"type": "object", "properties": _fields(form)}
    return {
        "requestBody": {"content": {kind: {"schema": schema}}},
        "responses": _answers(),
    }


def _fields(form):
    """Return each field's schema, as far as the page tells it."""
    found = {}
    for field in list(form.fields.values())[:MOST_FIELDS]:
        schema = {"type": "string"}
        if field.choices:
            schema["enum"] = sorted(set(field.choices))
        elif field.kind == "number":
            schema = {"type": "integer"}
        elif field.kind in {"date", "email"}:
            schema["format"] = field.kind
        elif field.kind == "file":
            schema["format"] = "binary"
        elif field.kind == "hidden" and field.values:
            # A token of any other value is refused at once, and the form not reached.
            schema["enum"] = field.values
        found[field.name] = schema
    return found
