"""How to reach a service, and what one can do at once."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from publishing.writing import phone, web_name

# Words by which an address itself tells that one books an appointment there.
BOOKING = re.compile(r"bestill|booking", re.IGNORECASE)


@dataclass(frozen=True)
class Contact:
    """How to reach somebody, and whom one reaches. `url` is that place's page."""

    whose: str
    phone: str = ""
    email: str = ""
    web: str = ""
    url: str = ""
    is_own: bool = False


def contact_at(place, url):
    """Return how to reach a place to visit, None when nobody has told."""
    if not (place.phone or place.website):
        return None
    return Contact(
        whose=place.name,
        phone=place.phone,
        email=place.email,
        web=place.website,
        url=url,
    )


def contact_of(service, centres, giver=None):
    """Return how to reach the service, else its one place, else whoever gives it.

    `centres` are the places listed on the page, `giver` the provider where the reader
    lives (None: the provider itself). None when nobody has told how they can be
    reached.
    """
    if service.has_own_contact:
        return Contact(
            whose=service.name,
            phone=service.phone,
            email=service.email,
            web=service.url,
            is_own=True,
        )
    others = [giver, service.provider]
    if len(centres) == 1:
        others.insert(0, centres[0])
    for other in others:
        if other and (other.phone or other.email or other.website):
            return Contact(
                whose=other.name,
                phone=other.phone,
                email=other.email,
                web=other.website,
                url=other.get_absolute_url(),
            )
    return None


def actions_of(contact):
    """Return what one can do at once, as (kind, label, address), the best first.

    `kind` is book, call or visit; the address of a call is the number. A website is
    only said to take bookings when its address says so itself.
    """
    if contact is None:
        return []
    whom = {"name": contact.whose}
    actions = []
    if contact.phone and contact.is_own:
        label = _("Call %(number)s") % {"number": phone(contact.phone)}
        actions.append(("call", label, contact.phone))
    elif contact.phone:
        label = _("Call %(name)s") % whom
        actions.append(("call", label, contact.phone))
    if contact.web:
        parts = urlsplit(contact.web)
        if BOOKING.search(parts.path):
            label = _("Book a time with %(name)s") % whom
            actions.insert(0, ("book", label, contact.web))
        else:
            site = {"site": web_name(f"https://{parts.netloc}")}
            actions.append(("visit", _("Go to %(site)s") % site, contact.web))
    return actions
