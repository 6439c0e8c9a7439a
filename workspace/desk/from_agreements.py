"""What agreements ask of somebody: to sign, to comment, to remember, to offer."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from agreements.ahead import coming, coming_reading, coming_words
from agreements.ahead.reminders import mended_at
from agreements.kept import unmet
from agreements.models import AgreementVersion, Comment, Party
from partners.models import Membership

from .items import Item
from .reader import Reader

Role = Membership.Role
State = AgreementVersion.State
AHEAD_DAYS = 60
# More gaps than this are one line with a number.
MOST_GAPS_NAMED = 3
WRITERS = (Role.EDITOR, Role.COORDINATOR)


def to_read_or_sign(reader: Reader) -> Iterator[Item]:
    """Yield agreements that wait for a partner to sign or to comment. One query."""
    signs = set(reader.acting_as(Role.SIGNATORY))
    speaks = set(reader.acting_as(Role.EDITOR, Role.SIGNATORY, Role.COORDINATOR))
    said = Comment.objects.filter(
        version=OuterRef("version"), partner=OuterRef("partner")
    )
    parties = (
        Party.objects.filter(
            partner__in=reader.ids,
            version__state__in=[State.FOR_COMMENT, State.FOR_APPROVAL],
            signature=None,
        )
        .annotate(has_said=Exists(said))
        .select_related("version__agreement__partnership__county")
        .order_by("version", "position", "pk")
    )
    for party in parties:
        version = party.version
        agreement = version.agreement
        words = {"agreement": agreement.title, "party": party.name}
        example = agreement.is_example
        if version.state == State.FOR_APPROVAL and party.partner_id in signs:
            yield Item(
                kind="sign",
                sentence=_("“%(agreement)s” waits for the signature of %(party)s.")
                % words,
                button=_("Read and sign"),
                url=reverse(
                    "admin:agreements_agreementversion_step", args=[version.pk, "sign"]
                ),
                is_example=example,
                key=f"{version.pk:09}",
            )
        elif (
            version.state == State.FOR_COMMENT
            and party.partner_id in speaks
            and not party.has_said
        ):
            yield Item(
                kind="comment",
                sentence=_(
                    "“%(agreement)s” is out for comment, and %(party)s has not"
                    " answered."
                )
                % words,
                button=_("Read and comment"),
                url=reverse(
                    "admin:agreements_agreementversion_comments", args=[version.pk]
                ),
                is_example=example,
                key=f"{version.pk:09}",
            )


def deadlines(reader: Reader) -> Iterator[Item]:
    """Yield what the partners are to see to, late or in the coming days. Four queries.

    Agreements that run out are told to everybody who is a party.
    """
    ids = set(reader.ids)
    if not ids:
        return
    window = coming.Window(reader.today, reader.today + timedelta(days=AHEAD_DAYS))
    points = [
        point
        for point in coming_reading.partner_points(sorted(ids), reader.today, window)
        if point.owner_id in ids or point.kind == coming.EXPIRY
    ]
    writes = set(reader.acting_as(*WRITERS))
    late = coming.overdue(points, reader.today)
    for each in (*late, *coming.lies_ahead(points, reader.today, days=AHEAD_DAYS)):
        point = each.point
        is_late = each.day < reader.today and not each.is_whole_month
        name = coming_words.name_of(point)
        to_do = point.kind in coming.TO_DO and point.owner_id in writes
        url = mended_at(point) if to_do else point.url
        if not url:
            continue
        yield Item(
            kind="overdue_deadline" if is_late else "deadline",
            sentence=_("%(title)s (%(county)s)")
            % {"title": name, "county": point.county},
            button=_("Say that it is done") if to_do else _("Read the agreement"),
            url=url,
            due_on=each.day,
            when=coming_words.when_of(each),
            note=""
            if each.is_whole_month
            else coming_words.distance_of(each, reader.today),
            is_example=point.is_example,
            key=f"{point.kind}{point.row[1]:09}",
        )


def gaps(reader: Reader) -> Iterator[Item]:
    """Yield what the partners have promised and no published service offers.

    Three queries beside those for the promises themselves.
    """
    writes = set(reader.acting_as(*WRITERS))
    missing = [
        row for row in unmet(reader.responsibilities) if row.party.partner_id in writes
    ]
    new_service = f"{reverse('workspace:desk')}tilbud/ny/"
    if len(missing) > MOST_GAPS_NAMED:
        yield Item(
            kind="gap",
            sentence=_(
                "You have promised %(number)d tasks in agreements that no published"
                " service offers."
            )
            % {"number": len(missing)},
            button=_("Write a service"),
            url=new_service,
            is_example=all(row.version.agreement.is_example for row in missing),
        )
        return
    for row in missing:
        county = row.version.agreement.partnership.county.name
        yield Item(
            kind="gap",
            sentence=_(
                "%(party)s has promised “%(task)s” in %(county)s, and no published"
                " service offers it."
            )
            % {"party": row.party.name, "task": row.task.name, "county": county},
            button=_("Write a service"),
            url=new_service,
            note=_("Clause %(number)s of the agreement")
            % {"number": row.clause.number},
            is_example=row.version.agreement.is_example,
            key=f"{row.pk:09}",
        )
