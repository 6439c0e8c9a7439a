"""What search engines read of a page: schema.org as JSON-LD, built from plain values.

Each builder returns a node: a dictionary of texts, numbers, lists and nodes, without
empty values. It tells what the page shows and nothing else, with the same words.
`absolute` turns a path of the portal into a full address; `@id` is always the address
of a page that answers. A page carries one block, `block(*nodes)`.

What is made up says so in `disambiguatingDescription`, as the page does in its label.
"""

import json
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from guidance_centres.opening_hours import DatedException, WeekInterval
from guidance_centres.osm_writing import exception_order, row_order
from partners.models import Partner
from publishing.models import Status
from publishing.writing import phone_href

Node = dict[str, object]
Absolute = Callable[[str], str]

CONTEXT = "https://schema.org"
WEEKDAYS = (
    *("Monday", "Tuesday", "Wednesday", "Thursday"),
    *("Friday", "Saturday", "Sunday"),
)
PUBLIC_HOLIDAYS = "PublicHolidays"
MIDNIGHT = time(0)
BUSINESS_REGISTER = "https://data.brreg.no/enhetsregisteret/api/enheter/"

GOVERNMENT = {
    Partner.Kind.COUNTY_COUNCIL,
    Partner.Kind.NAV,
    Partner.Kind.MUNICIPALITY,
    Partner.Kind.REGIONAL_COUNCIL,
    Partner.Kind.STATE_AGENCY,
}
EDUCATION = {
    Partner.Kind.SCHOOL,
    Partner.Kind.HIGHER_EDUCATION,
    Partner.Kind.ADULT_EDUCATION,
}

# As Django's json_script: nothing an editor writes can end the element.
ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


def block(*nodes: Node) -> SafeString:
    """Return the nodes as the text of a `<script type="application/ld+json">`."""
    data = {"@context": CONTEXT, "@graph": [_filled(node) for node in nodes]}
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return mark_safe(text.translate(ESCAPES))  # noqa: S308 - escaped just above


def breadcrumb_list(
    crumbs: Sequence[tuple[str, str]], home: str, absolute: Absolute
) -> Node:
    """Return the way to the page, as the visible line says it: home, then `crumbs`."""
    line = [(_("Home"), home), *crumbs]
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {
                "@type": "ListItem",
                "position": position,
                "name": str(label),
                "item": absolute(url) if url else "",
            }
            for position, (label, url) in enumerate(line, start=1)
        ],
    }


def web_site(
    name: str, language: str, home: str, search: str, absolute: Absolute
) -> Node:
    """Return the site itself, with the address that its search field leads to."""
    return {
        "@type": "WebSite",
        "@id": absolute(home),
        "url": absolute(home),
        "name": name,
        "inLanguage": language,
        "potentialAction": {
            "@type": "SearchAction",
            "target": {
                "@type": "EntryPoint",
                "urlTemplate": f"{absolute(search)}?q={{search_term_string}}",
            },
            "query-input": "required name=search_term_string",
        },
    }


def organisation(
    partner: Partner,
    absolute: Absolute,
    *,
    departments: Iterable[Partner] = (),
) -> Node:
    """Return a partner. County, municipality and parent come loaded with it."""
    number = partner.organisation_number
    return named_organisation(partner, absolute) | {
        "url": partner.website,
        "email": partner.email,
        "telephone": phone_href(partner.phone),
        "identifier": _organisation_number(number),
        "sameAs": f"{BUSINESS_REGISTER}{number}" if number else "",
        "parentOrganization": named_organisation(partner.parent, absolute),
        "department": [named_organisation(each, absolute) for each in departments],
        "areaServed": [
            _county(partner.county, absolute),
            _municipality(partner.municipality),
        ],
        "dissolutionDate": _iso(partner.ended_on),
        "disambiguatingDescription": _example(partner),
    }


def named_organisation(partner: Partner | None, absolute: Absolute) -> Node:
    """Return a partner by type, page and name alone; nothing for None."""
    if partner is None:
        return {}
    kind = "Organization"
    if partner.kind in GOVERNMENT:
        kind = "GovernmentOrganization"
    elif partner.kind in EDUCATION:
        kind = "EducationalOrganization"
    return {
        "@type": kind,
        "@id": absolute(partner.get_absolute_url()),
        "name": partner.name,
    }


def place(centre, absolute: Absolute, *, hours=None, description: str = "") -> Node:
    """Return a place to visit. County, municipality and postal code come with it.

    One that has ended says so. `hours` are `opening_words.Hours`, None when they are
    not known or not shown. Only contact details of the place's own are told: others
    answer for somebody else. An e-mail address belongs to no place in this vocabulary.
    """
    node = named_place(centre, absolute) | {
        "description": description,
        "url": centre.website,
        "telephone": phone_href(centre.phone),
        "identifier": _organisation_number(centre.organisation_number),
        "address": _address(centre),
        "geo": _geo(centre),
        "containedInPlace": _county(centre.county, absolute),
        "amenityFeature": _step_free(centre.step_free),
        "disambiguatingDescription": _("No longer in use")
        if centre.status == Status.ENDED
        else _example(centre),
    }
    if hours is not None:
        node["openingHoursSpecification"] = opening_hours(
            hours.week, hours.open_on_holidays
        )
        node["specialOpeningHoursSpecification"] = special_hours(hours.exceptions)
    return node


def named_place(centre, absolute: Absolute) -> Node:
    """Return a place by page and name alone."""
    return {
        "@type": "Place",
        "@id": absolute(centre.get_absolute_url()),
        "name": centre.name,
    }


def service(
    row,
    address: str,
    absolute: Absolute,
    *,
    provider: Partner,
    operators: Iterable[Partner] = (),
    places: Iterable[object] = (),
    url: str = "",
    phone: str = "",
    terms: str = "",
    modified: str = "",
) -> Node:
    """Return a service, with groups, needs, counties and municipalities prefetched.

    `address` is its page. `operators` are responsible by an agreement; `url` and
    `phone` reach the service itself; `terms` tells about referral, `modified` is the
    ISO day on which its facts were last known to hold.
    """
    languages = list(row.languages)
    return {
        "@type": "GovernmentService",
        "@id": absolute(address),
        "url": absolute(address),
        "name": str(row.name),
        "description": str(row.summary),
        "serviceType": [str(need.name) for need in row.needs.all()],
        "provider": named_organisation(provider, absolute),
        "serviceOperator": [named_organisation(each, absolute) for each in operators],
        "areaServed": _areas(row, absolute),
        "audience": _audience(row),
        "availableLanguage": languages,
        "availableChannel": _channel(
            {
                "serviceUrl": url,
                "servicePhone": _contact_point(phone),
                "serviceLocation": [named_place(each, absolute) for each in places],
                "availableLanguage": languages,
            }
        ),
        "offers": _offer(row),
        "termsOfService": terms,
        "mainEntityOfPage": {
            "@type": "WebPage",
            "url": absolute(address),
            "dateModified": modified,
        }
        if modified
        else {},
        "disambiguatingDescription": _example(row),
    }


def opening_hours(week: Iterable[WeekInterval], open_on_holidays: bool) -> list[Node]:
    """Return the week; closing at or before opening means the next day, as here."""
    nodes = [
        _hours(
            row.opens,
            row.closes,
            row.valid_from,
            row.valid_to,
            day=WEEKDAYS[row.weekday - 1],
        )
        | {"description": _("by appointment") if row.by_appointment else ""}
        for row in sorted(week, key=row_order)
    ]
    if nodes and not open_on_holidays:
        nodes.append(_hours(None, None, None, None, day=PUBLIC_HOLIDAYS))
    return nodes


def special_hours(exceptions: Iterable[DatedException]) -> list[Node]:
    """Return the dated exceptions, the weaker first; closed is from 00:00 to 00:00."""
    return [
        _hours(row.opens, row.closes, row.starts_on, row.ends_on)
        for row in sorted(exceptions, key=exception_order)
    ]


def _hours(
    opens: time | None,
    closes: time | None,
    first: date | None,
    last: date | None,
    *,
    day: str = "",
) -> Node:
    return {
        "@type": "OpeningHoursSpecification",
        "dayOfWeek": f"{CONTEXT}/{day}" if day else "",
        "opens": f"{opens or MIDNIGHT:%H:%M}",
        "closes": f"{closes or MIDNIGHT:%H:%M}",
        "validFrom": _iso(first),
        "validThrough": _iso(last),
    }


def full_day(told: date | datetime | str | None) -> str:
    """Return an ISO day for a date or a text that is one; '' for a month or a year."""
    if isinstance(told, date):
        return told.isoformat()
    text = str(told or "")
    return text if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text) else ""


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _example(row) -> str:
    return _("Example") if row.is_example else ""


def _organisation_number(number: str | None) -> Node:
    if not number:
        return {}
    return {"@type": "PropertyValue", "propertyID": "orgnr", "value": number}


def _county(county, absolute: Absolute) -> Node:
    if county is None:
        return {}
    return {
        "@type": "AdministrativeArea",
        "@id": absolute(county.get_absolute_url()),
        "name": county.name,
    }


def _municipality(municipality) -> Node:
    if municipality is None:
        return {}
    return {"@type": "AdministrativeArea", "name": municipality.name}


def _areas(row, absolute: Absolute) -> list[Node]:
    if row.is_national:
        return [{"@type": "Country", "name": _("Norway")}]
    return [_county(county, absolute) for county in row.counties.all()] or [
        _municipality(each) for each in row.municipalities.all()
    ]


def _audience(row) -> list[Node]:
    ages = {"suggestedMinAge": row.age_from, "suggestedMaxAge": row.age_to}
    has_ages = any(age is not None for age in ages.values())
    return [
        {
            "@type": "PeopleAudience" if has_ages else "Audience",
            "audienceType": str(group.name),
            **ages,
        }
        for group in row.target_groups.all()
    ]


def _offer(row) -> Node:
    if row.is_free:
        return {"@type": "Offer", "price": 0, "priceCurrency": "NOK"}
    if row.price:
        return {"@type": "Offer", "description": row.price}
    return {}


def _channel(facts: Node) -> Node:
    filled = _filled(facts)
    return {"@type": "ServiceChannel", **filled} if filled else {}


def _contact_point(phone: str) -> Node:
    if not phone:
        return {}
    return {"@type": "ContactPoint", "telephone": phone_href(phone)}


def _address(centre) -> Node:
    postal_code = centre.postal_code
    facts = {
        "streetAddress": centre.address,
        "postalCode": postal_code.code if postal_code else "",
        "addressLocality": postal_code.place if postal_code else "",
        "addressRegion": centre.county.name if centre.county else "",
    }
    if not any(facts.values()):
        return {}
    return {"@type": "PostalAddress", **facts, "addressCountry": "NO"}


def _geo(centre) -> Node:
    if centre.latitude is None or centre.longitude is None:
        return {}
    return {
        "@type": "GeoCoordinates",
        "latitude": centre.latitude,
        "longitude": centre.longitude,
    }


def _step_free(step_free: bool | None) -> Node:
    if step_free is None:
        return {}
    return {
        "@type": "LocationFeatureSpecification",
        "name": _("Step-free access"),
        "value": step_free,
    }


def _filled(value):
    """Return the value without what is empty, at any depth; 0 and False are values."""
    if isinstance(value, dict):
        kept = {key: _filled(each) for key, each in value.items()}
        return {key: each for key, each in kept.items() if not _is_empty(each)}
    if isinstance(value, list):
        return [each for each in map(_filled, value) if not _is_empty(each)]
    if isinstance(value, str):
        # Half a surrogate pair is no text, and could not be sent.
        return value.encode("utf-8", "ignore").decode().strip()
    return value


def _is_empty(value) -> bool:
    return value is None or (isinstance(value, (str, list, dict)) and not value)
