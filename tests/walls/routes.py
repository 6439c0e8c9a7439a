"""Every address of the portal, and who may enter it, as routes.toml says."""

import re
import tomllib
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from django.urls import URLPattern, get_resolver
from django.urls.resolvers import LocalePrefixPattern

import partnership_portal

ROUTES_FILE = Path(partnership_portal.__file__).parent / "routes.toml"
ARGUMENT = re.compile(r"<(?:(?P<kind>\w+):)?(?P<name>\w+)>")
SAMPLES = {
    "int": 2**31,
    "uuid": "00000000-0000-4000-8000-000000000000",
    "slug": "finnes-ikke",
    "path": "2147483648",
}


@dataclass(frozen=True)
class Route:
    """One address: its name, or its path where it has none."""

    name: str
    path: str

    def address(self, **given):
        """Return the address with these values in it, and samples for the others."""
        path = self.path
        if "(?P" in path:
            path = path.replace("^(?P<app_label>", "(").partition("(")[0] + "finnes/"
        return "/" + ARGUMENT.sub(
            lambda found: str(
                given.get(found["name"], SAMPLES.get(found["kind"] or "str", "x"))
            ),
            path,
        )


def all_routes():
    """Return every route of the site once, without the language before it."""
    return list(_walk(get_resolver(), "", ()))


def _walk(resolver, prefix, spaces):
    for each in resolver.url_patterns:
        bare = isinstance(each.pattern, LocalePrefixPattern)
        path = prefix + ("" if bare else str(each.pattern))
        if isinstance(each, URLPattern):
            yield Route(":".join((*spaces, each.name)) if each.name else path, path)
        else:
            space = (each.namespace,) if each.namespace else ()
            yield from _walk(each, path, (*spaces, *space))


def declared():
    """Return name → who may enter, of all sections of the file."""
    with ROUTES_FILE.open("rb") as file:
        sections = tomllib.load(file)
    return {name: who for section in sections.values() for name, who in section.items()}


def who_may_enter(route):
    """Return what the file says of a route; None when it says nothing.

    The name itself goes before lines with a star, and the first of these before others.
    """
    lines = declared()
    if route.name in lines:
        return lines[route.name]
    stars = (line for line in lines if "*" in line and fnmatchcase(route.name, line))
    return lines.get(next(stars, ""))
