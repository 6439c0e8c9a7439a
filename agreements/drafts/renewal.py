"""An agreement of a county that ended, carried on where the county went."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from counties.history import latest
from counties.models import County, CountyChange, Municipality, MunicipalityChange
from partners.models import Partner
from publishing.models import FormerSlug

from ..life import (
    WITHDRAWN,
    StepRefused,
)
from ..models import (
    Agreement,
    AgreementVersion,
    Partnership,
)
from ..stepping import (
    Actor,
    record,
)
from ..text.version_text import version_text
from .adapting import (
    adapt,
    mentions,
    proposed_parties,
)
from .copying import (
    LeftOut,
    as_details,
    codes_in,
    exempt_keys,
    members_of,
    parties_of,
    told,
)
from .opening import (
    latest_signed,
    new_draft,
    opening,
)

SLUG_KIND = "avtaler"


@dataclass(frozen=True)
class Proposal:
    """Address and titles that a renewed agreement is proposed; '' for no title."""

    slug: str
    title_nb: str
    title_nn: str


def successor_partnerships(agreement: Agreement, on: date) -> list[Partnership]:
    """Return the partnerships that can carry an agreement on, in Norwegian order.

    They are those of what the county has become by the day `on`, through however many
    reforms; the next reform counts as soon as it is known. Of the counties that came
    of a split only those count that have municipalities of the old county. Empty for a
    county that has no last day.
    """
    county = agreement.partnership.county
    if county.valid_to is None:
        return []
    horizon = _horizon(county, on)
    changes = CountyChange.objects.exclude(kind=CountyChange.Kind.PARTIAL_TRANSFER)
    counties = latest([county.pk], _became(changes, horizon, "pk"))
    places = latest(
        county.municipalities.values_list("pk", flat=True),
        _became(MunicipalityChange.objects, horizon, "pk"),
    )
    settled = Municipality.objects.filter(pk__in=places, county__in=counties)
    found = Partnership.objects.filter(county__in=counties).exclude(county=county)
    if settled.exists():
        found = found.filter(county__in=settled.values("county"))
    return list(found.select_related("county").order_by("county__sort_name", "pk"))


def propose(agreement: Agreement, partnership: Partnership) -> Proposal:
    """Return an address that is free, and titles with the name of the new county."""
    old, new = agreement.partnership.county, partnership.county
    return Proposal(
        slug=_free_slug(new.slug),
        title_nb=_retitled(agreement.title_nb, old.name, new.name),
        title_nn=_retitled(agreement.title_nn, old.name, new.name),
    )


def renew(
    agreement: Agreement,
    partnership: Partnership,
    *,
    actor: Actor,
    slug: str = "",
    title_nb: str = "",
    title_nn: str = "",
    at: datetime | None = None,
) -> tuple[AgreementVersion, LeftOut]:
    """Carry an agreement on in a successor county; return its draft and what is not in.

    The draft is the first of a new agreement that continues the old one. Its clauses
    are those of the latest signed version, its parties are proposed as
    `adapting.proposed_parties` tells, its places are what the municipalities have
    become, and its period is empty. Without address and titles they are proposed too.
    Raise StepRefused when the partnership is none of `successor_partnerships`, when it
    carries the agreement on already, or when the address cannot be had.
    """
    with opening(agreement, partnership, actor, at) as on:
        if partnership not in successor_partnerships(agreement, on):
            raise StepRefused(
                _("%(county)s did not come after %(old)s. Choose another county.")
                % {
                    "county": partnership.county.name,
                    "old": agreement.partnership.county.name,
                }
            )
        if _is_carried_on(agreement, partnership):
            raise StepRefused(_("The agreement is carried on in this county already."))
        version = latest_signed(agreement)
        if version is None:
            raise StepRefused(_("There is no signed version to carry on."))
        renewed = _new_agreement(agreement, partnership, slug, title_nb, title_nn)
        horizon = _horizon(agreement.partnership.county, on)
        became = _became(MunicipalityChange.objects, horizon, "code")
        text = version_text(version)
        codes = {code for row in text.responsibilities for code in row.municipalities}
        predecessors = Partner.objects.exclude(predecessor=None).values_list(
            "slug", "predecessor__slug"
        )
        adapted = adapt(
            text,
            proposed_parties(
                parties_of(version),
                members_of(partnership, on),
                predecessors=dict(predecessors),
                municipalities=became,
                county=partnership.county.code,
            ),
            municipalities=became,
            there=codes_in(partnership.county, latest(codes, became)),
            exempt=exempt_keys(version),
        )
        draft = new_draft(renewed, adapted.text, copied_from=version)
        left_out = told(version, adapted)
        details = {
            "continues": agreement.slug,
            "agreement": renewed.slug,
            "copied_from": str(version.public_id),
            "digest": version.content_digest,
            "left_out": as_details(left_out),
        }
        record(draft, "renew", actor, at, after=draft.state, details=details)
        return draft, left_out


def _horizon(county: County, on: date) -> date:
    """Return the day up to which reforms count: `on`, or the day the county ends.

    A partnership prepares its agreement before the reform that it is made for.
    """
    return max(on, county.valid_to + timedelta(days=1)) if county.valid_to else on


def _became(changes, horizon, name):
    """Return what each ended place became until `horizon`, by `pk` or `code`."""
    became: dict[object, list[object]] = {}
    rows = changes.filter(date__lte=horizon).order_by("date", "new__sort_name")
    for old, new in rows.values_list(f"old__{name}", f"new__{name}"):
        became.setdefault(old, []).append(new)
    return became


def _is_carried_on(agreement: Agreement, partnership: Partnership) -> bool:
    return (
        AgreementVersion.objects.filter(
            agreement__continues=agreement, agreement__partnership=partnership
        )
        .exclude(state=WITHDRAWN)
        .exists()
    )


def _new_agreement(agreement, partnership, slug, title_nb, title_nn):
    proposal = propose(agreement, partnership)
    if not (title_nb or title_nn):
        title_nb, title_nn = proposal.title_nb, proposal.title_nn
    renewed = Agreement(
        slug=slug or proposal.slug,
        partnership=partnership,
        title_nb=title_nb,
        title_nn=title_nn,
        continues=agreement,
        signed_language=agreement.signed_language,
        is_example=agreement.is_example or partnership.is_example,
    )
    if _is_taken(renewed.slug):
        raise StepRefused(
            _("The address «%(address)s» is taken. Choose another.")
            % {"address": renewed.slug}
        )
    try:
        renewed.full_clean()
    except ValidationError as error:
        raise StepRefused(" ".join(error.messages)) from error
    renewed.save()
    return renewed


def _free_slug(wanted: str) -> str:
    slug, number = wanted, 1
    while _is_taken(slug):
        number += 1
        slug = f"{wanted}-{number}"
    return slug


def _is_taken(slug: str) -> bool:
    """Return whether an address is, or ever was, that of an agreement."""
    return (
        Agreement.objects.filter(slug=slug).exists()
        or FormerSlug.objects.filter(kind=SLUG_KIND, slug=slug).exists()
    )


def _retitled(title: str, old: str, new: str) -> str:
    """Return a title with the name of the new county; '' stays ''."""
    if not title:
        return ""
    if mentions(title, [old]):
        # The genitive «s» may follow, another letter not: «Troms» is not «Tromsø».
        title = re.sub(rf"(?<!\w){re.escape(old)}(?=s?\b)", lambda _found: new, title)
    elif not mentions(title, [new]):
        title = f"{title} – {new}"
    return title[: Agreement._meta.get_field("title_nb").max_length]
