"""Rows that agreements stand on: places, partners, services, the audit trail."""

import hashlib
from datetime import UTC, date, datetime, time
from itertools import count

from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from counties.models import (
    Boundary,
    County,
    CountyChange,
    Municipality,
    MunicipalityChange,
    PostalCode,
)
from guidance_centres.models import GuidanceCentre, OpeningException, WeeklyOpening
from partners.models import (
    CalendarAddress,
    ExternalIdentity,
    Invitation,
    Membership,
    Partner,
)
from publishing.models import (
    AuditHead,
    AuditPerson,
    Check,
    FormerSlug,
    OutgoingMail,
    Proposal,
    StatusChange,
)
from services.models import Channel, GuidanceService, Need, TargetGroup, UnmetNeed

NUMBERS = count(1)
# First the codes that no county of Norway has had: tests give those themselves.
COUNTY_CODES = [f"{number:02}" for number in (*range(60, 100), *range(1, 60))]
FIRST_DAY = date(2024, 1, 1)


def make_county(**given):
    number = next(NUMBERS)
    defaults = {
        "name": f"Eksempelfylket {number}",
        "slug": f"eksempelfylket-{number}",
    }
    if "code" not in given:
        taken = set(County.objects.values_list("code", flat=True))
        defaults["code"] = next(code for code in COUNTY_CODES if code not in taken)
    return County.objects.create(**defaults | given)


def make_municipality(*, county=None, **given):
    """Return a municipality whose code fits its county."""
    number = next(NUMBERS)
    county = county or make_county()
    defaults = {
        "county": county,
        "code": f"{county.code}{number % 100:02}",
        "name": f"Eksempelkommunen {number}",
        "slug": f"eksempelkommunen-{number}",
        "valid_from": county.valid_from,
        "valid_to": county.valid_to,
    }
    return Municipality.objects.create(**defaults | given)


def make_postal_code(**given):
    number = next(NUMBERS)
    defaults = {"code": f"{number % 10000:04}", "place": "EKSEMPEL", "category": "G"}
    return PostalCode.objects.create(**defaults | given)


def make_county_change(*, old=None, new=None, **given):
    defaults = {
        "old": old or make_county(),
        "new": new or make_county(),
        "date": FIRST_DAY,
        "kind": CountyChange.Kind.MERGER,
        "municipalities_moved": 1,
    }
    return CountyChange.objects.create(**defaults | given)


def make_municipality_change(*, old=None, new=None, **given):
    defaults = {
        "old": old or make_municipality(),
        "new": new or make_municipality(),
        "date": FIRST_DAY,
    }
    return MunicipalityChange.objects.create(**defaults | given)


def make_boundary(**given):
    defaults = {
        "path": "M0 0L9 0L9 9Z",
        "box": [0, 0, 9, 9],
        "label_point": [6, 3],
    }
    return Boundary.objects.create(**defaults | given)


def make_partner(*, kind=Partner.Kind.OTHER, **given):
    number = next(NUMBERS)
    defaults = {
        "kind": kind,
        "name": f"Eksempelvirksomheten {number}",
        "slug": f"eksempelvirksomheten-{number}",
    }
    return Partner.objects.create(**defaults | given)


def make_user(**given):
    """Return a user who cannot log in: there is no password."""
    defaults = {"username": f"eksempel-{next(NUMBERS)}"}
    return get_user_model().objects.create(**defaults | given)


def make_membership(*, user=None, partner=None, **given):
    defaults = {
        "user": user or make_user(),
        "partner": partner or make_partner(),
        "role": Membership.Role.EDITOR,
        "valid_from": FIRST_DAY,
    }
    return Membership.objects.create(**defaults | given)


def make_centre(*, status="published", **given):
    """Return a place to visit: a career centre that nobody in particular runs."""
    number = next(NUMBERS)
    defaults = {
        "status": status,
        "kind": GuidanceCentre.Kind.CAREER_CENTRE,
        "name": f"Eksempelsenteret {number}",
        "slug": f"eksempelsenteret-{number}",
    }
    return GuidanceCentre.objects.create(**defaults | given)


def make_weekly_opening(*, centre=None, **given):
    """Return opening hours: Monday from 9 to 15."""
    defaults = {
        "centre": centre or make_centre(),
        "weekday": 1,
        "opens": time(9),
        "closes": time(15),
    }
    return WeeklyOpening.objects.create(**defaults | given)


def make_opening_exception(*, centre=None, starts_on=FIRST_DAY, **given):
    """Return an exception: closed on one day."""
    defaults = {
        "centre": centre or make_centre(),
        "starts_on": starts_on,
        "ends_on": starts_on,
    }
    return OpeningException.objects.create(**defaults | given)


def _make_term(model, given):
    number = next(NUMBERS)
    defaults = {"slug": f"eksempel-{number}", "name_nb": f"eksempel {number}"}
    return model.objects.create(**defaults | given)


def make_target_group(**given):
    return _make_term(TargetGroup, given)


def make_need(**given):
    return _make_term(Need, given)


def make_channel(**given):
    return _make_term(Channel, given)


def make_service(
    *, status="published", target_groups=(), needs=(), centres=(), **given
):
    """Return a service that may have this status; published, it has all it needs."""
    number = next(NUMBERS)
    defaults = {
        "status": status,
        "slug": f"eksempeltilbudet-{number}",
        "name_nb": f"Eksempeltilbudet {number}",
    }
    if status == "published":
        defaults |= {
            "summary_nb": "Et eksempel på et tilbud.",
            "outcome_nb": "Du vet mer om valgene dine.",
            "url": "https://example.org/tilbud",
        }
    provider = given.pop("provider", None) or make_partner()
    with transaction.atomic():
        service = GuidanceService.objects.create(provider=provider, **defaults | given)
        service.target_groups.set(target_groups)
        service.needs.set(needs)
        service.centres.set(centres)
    return service


def make_unmet_need(**given):
    defaults = {"year": 2024, "week": 1, "count": 1}
    return UnmetNeed.objects.create(**defaults | given)


def make_audit_person(**given):
    number = next(NUMBERS)
    defaults = {
        "name": f"Eksempel {number}",
        "salt": "00" * 16,
        "digest": hashlib.sha256(str(number).encode()).hexdigest(),
    }
    return AuditPerson.objects.create(**defaults | given)


def make_status_change(**given):
    """Return an entry that follows the head of the audit trail."""
    head = AuditHead.objects.get()
    defaults = {
        "position": head.count + 1,
        "previous_digest": head.digest,
        "digest": hashlib.sha256(f"{head.count + 1}".encode()).hexdigest(),
        "at": datetime(2024, 1, 1, 12, tzinfo=UTC),
        "content_type": ContentType.objects.get_for_model(County),
        "object_id": "1",
        "object_label": "Eksempelfylket",
        "action": "change_status",
    }
    return StatusChange.objects.create(**defaults | given)


def make_check(**given):
    """Return a check: a source stated it."""
    defaults = {
        "content_type": ContentType.objects.get_for_model(County),
        "object_id": "1",
        "kind": Check.Kind.STATED_BY_SOURCE,
        "checked_on": FIRST_DAY,
        "source": "Eksempelkilden",
    }
    return Check.objects.create(**defaults | given)


def make_former_slug(**given):
    number = next(NUMBERS)
    defaults = {
        "kind": "partnere",
        "slug": f"gammel-{number}",
        "current_slug": f"ny-{number}",
    }
    return FormerSlug.objects.create(**defaults | given)


def make_invitation(*, partner=None, **given):
    number = next(NUMBERS)
    defaults = {
        "partner": partner or make_partner(),
        "role": Membership.Role.EDITOR,
        "email": f"invitert-{number}@eksempel.no",
        "valid_from": FIRST_DAY,
        "made_at": datetime(2025, 3, 10, 9, tzinfo=UTC),
        "expires_at": datetime(2025, 3, 17, 9, tzinfo=UTC),
        "digest": hashlib.sha256(f"invitation {number}".encode()).hexdigest(),
    }
    return Invitation.objects.create(**defaults | given)


def make_calendar_address(*, partner=None, given_out=None, **given):
    """Return the address whose secret part is `given_out`."""
    defaults = {
        "partner": partner or make_partner(),
        "digest": hashlib.sha256(
            (given_out or f"eksempel-{next(NUMBERS)}").encode()
        ).hexdigest(),
        "made_at": datetime(2024, 1, 1, 12, tzinfo=UTC),
    }
    return CalendarAddress.objects.create(**defaults | given)


def make_outgoing_mail(**given):
    """Return an e-mail that waits to be sent."""
    number = next(NUMBERS)
    defaults = {
        "key": f"eksempel-{number}",
        "message_id": f"<eksempel-{number}@portal.example>",
        "to_address": "eksempel@example.org",
        "subject": "Eksempel",
        "text": "Eksempel på en e-post.",
        "created_at": datetime(2024, 1, 1, 12, tzinfo=UTC),
        "due_at": datetime(2024, 1, 1, 12, tzinfo=UTC),
    }
    return OutgoingMail.objects.create(**defaults | given)


def make_proposal(row=None, *, state="draft", **given):
    """Return a proposal about a row, moved to its state by the steps there are."""
    row = row or make_service()
    at = datetime(2024, 1, 1, 12, tzinfo=UTC)
    proposal = Proposal.objects.create(
        content_type=ContentType.objects.get_for_model(row),
        object_id=str(row.pk),
        **{"made_by": given.pop("made_by", None) or make_audit_person()},
        **{"made_at": at, "saved_at": at} | given,
    )
    if state in {"submitted", "approved", "returned"}:
        proposal.state, proposal.submitted_at = "submitted", at
        proposal.save()
    if state in {"approved", "returned"}:
        proposal.decided_by, proposal.decided_at = make_audit_person(), at
        proposal.reason = "Eksempel" if state == "returned" else ""
    if state not in {"draft", "submitted"}:
        proposal.state = state
        proposal.save()
    return proposal


def make_external_identity(*, user=None, **given):
    """Return an identity of an issuer that opens a user's account."""
    defaults = {
        "user": user or make_user(),
        "issuer": "https://issuer.example",
        "subject": "pairwise-1",
        "tied_at": datetime(2024, 1, 1, 12, tzinfo=UTC),
    }
    return ExternalIdentity.objects.create(**defaults | given)
