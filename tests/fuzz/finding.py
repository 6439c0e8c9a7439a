"""Every form that somebody meets: all routes opened, with the rows of the world."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.contrib import admin

from tests.walls.knocking import addresses_of, addresses_of_lists, page
from tests.walls.routes import all_routes

from .ground import PEOPLE, asked
from .reading import Form, read_page
from .trying import LONGER

KEY = re.compile(r"\d+|[0-9a-f]{8}-[0-9a-f-]{27}")
# What is opened in admin by who is no superuser: the forms that are not the same there.
OWN = re.compile(r"^/admin/.*version/\d+/(change|step)/")


@dataclass(frozen=True)
class Met:
    """A form, the page it stands on, and who met it."""

    who: str | None
    page: str
    form: Form

    @property
    def name(self):
        return f"{self.who or 'nobody'} {self.form.method} {self.form.action}"


@dataclass
class Forms:
    """The forms, each once by its address and fields, and what broke on the way."""

    met: list[Met]
    opened: int
    faults: list[str]


def addresses(ground):
    """Return every address to open: lists, own rows, and what has a secret."""
    world = ground.world
    found = [*addresses_of_lists(), *addresses_of(world.own), *ground.addresses]
    found += [page(model, "add") for model in admin.site._registry]
    found += [
        route.address()
        for route in all_routes()
        if "<" not in route.path and "(?P" not in route.path
    ]
    return [each for each in dict.fromkeys(found) if "logout" not in each]


def find_forms(ground):
    """Open every address as everybody, and keep each form once.

    In a long run each is kept once for everybody who meets it.
    """
    met, faults, opened = {}, [], 0
    for who in PEOPLE:
        client = ground.client(who)
        for address in addresses(ground):
            in_admin = address.startswith("/admin/") and LONGER == 1
            if in_admin and who != "superuser" and not OWN.search(address):
                continue
            answer, fault = asked(client, "GET", address)
            opened += 1
            if fault:
                faults.append(f"{who} GET {address}\n{fault}")
            if answer is None or answer.status_code != 200:
                continue
            for form in read_page(answer, address)[0]:
                if not form.action.startswith("/"):
                    continue
                key = (
                    who if LONGER > 1 else None,
                    form.method,
                    KEY.sub("0", urlsplit(form.action).path),
                    form.shape,
                )
                met.setdefault(key, Met(who, address, form))
    return Forms(list(met.values()), opened, faults)
