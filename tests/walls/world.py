"""Two counties, a partner in each, and a word in all the second has not published.

The partner of the home county is the one whose people knock at every door. The word
stands in whatever of the other is not public: drafts, comments, people, papers, mails,
the audit trail. What is public of the other is public, and carries no word.
"""

from dataclasses import dataclass, field

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.test import Client

from partners.rights import rows_for
from partners.scopes import registered
from publishing.models import AuditHead
from publishing.operations import record_change, record_check
from tests import factories as make

WORD = "OTHERPARTNER"
NEIGHBOUR = "NEIGHBOURPARTNER"
ROLES = ("editor", "signatory", "coordinator", "national_administrator")
# Everybody with a role reads these; they are nobody's secret.
SHARED = {"taxonomy", "reference"}


@dataclass
class World:
    """The rows by their model, and the people by what they are."""

    own: dict = field(default_factory=dict)
    foreign: dict = field(default_factory=dict)
    near: dict = field(default_factory=dict)
    people: dict = field(default_factory=dict)
    partners: dict = field(default_factory=dict)

    def client(self, who):
        """Return somebody's browser; a stranger's for None."""
        client = Client()
        if who:
            client.force_login(self.people[who])
        return client


def build():
    """Return the world, with everything committed."""
    world = World()
    with transaction.atomic():
        for side, word in (("own", "Eksempel"), ("foreign", WORD)):
            _side(world, side, word)
        _neighbour(world)
        _people(world)
    return world


def _partners(world, side):
    county = make.make_county()
    council = make.make_partner(kind="county_council", county=county)
    nav = make.make_partner(kind="nav", county=county)
    partner = make.make_partner(county=county)
    world.partners |= {
        (side, "council"): council,
        (side, "nav"): nav,
        (side, "partner"): partner,
    }
    return county, council, nav, partner


def _texts(word, *names):
    return {f"{name}_{tongue}": word for name in names for tongue in ("nb", "nn")}


def _side(world, side, word):
    county, council, nav, partner = _partners(world, side)
    rows = _places_and_services(partner, word)
    rows += _agreement(county, [council, nav, partner], partner, word)
    person = make.make_user(
        username=f"{word}-person", first_name=word, last_name=word, email=_mail(word)
    )
    rows += [partner, make.make_membership(user=person, partner=partner)]
    rows += [make.make_calendar_address(partner=partner)]
    rows += _traces(rows[0], person, word)
    kept = getattr(world, side)
    for row in rows:
        kept.setdefault(type(row), row)


def _places_and_services(partner, word):
    centre = make.make_centre(
        status="draft",
        partner=partner,
        name=f"{word} sted",
        slug=f"sted-{word.lower()}",
        address=word,
        **_texts(word, "access"),
    )
    service = make.make_service(
        status="draft",
        provider=partner,
        slug=f"tilbud-{word.lower()}",
        target_groups=[make.make_target_group()],
        needs=[make.make_need()],
        centres=[centre],
        price=word,
        **_texts(word, "name", "summary", "description", "outcome", "how_to_get"),
    )
    return [
        service,
        centre,
        make.make_weekly_opening(centre=centre, note_nb=word),
        make.make_opening_exception(centre=centre, note_nb=word),
    ]


def _agreement(county, members, partner, word):
    partnership = make.make_partnership(
        published=False,
        county=county,
        members=members,
        slug=f"partnerskap-{word.lower()}",
        **_texts(word, "name", "description", "coordinator"),
    )
    agreement = make.make_agreement(
        partnership=partnership, slug=f"avtale-{word.lower()}", **_texts(word, "title")
    )
    version = make.make_version(agreement=agreement, note_nb=word)
    for member in members:
        make.make_party(version=version, partner=member, role_nb=word, name=word)
    party = version.parties.last()
    clause = make.make_clause(
        version=version, **_texts(word, "heading", "text"), key=word.lower()
    )
    role = make.make_role(
        partnership=partnership,
        partner=partner,
        slug=f"rolle-{word.lower()}",
        **_texts(word, "name"),
    )
    body = make.make_body(
        partnership=partnership,
        slug=f"gruppe-{word.lower()}",
        **_texts(word, "name", "description"),
    )
    approving = make.make_version(agreement=agreement, state="for_approval")
    signature = make.make_signature(party=approving.parties.first(), name=word)
    return [
        partnership,
        partnership.memberships.get(partner=partner),
        agreement,
        version,
        party,
        clause,
        make.make_responsibility(
            version=version, party=party, clause=clause, note_nb=word
        ),
        make.make_comment(version=version, partner=partner, text=word),
        make.make_deadline(version=version, owner=partner, title_nb=word),
        make.make_exemption(clause=clause, legal_basis=word),
        make.make_signed_document(
            version=approving, partner=partner, content=f"%PDF-1.7 {word}".encode()
        ),
        signature,
        role,
        make.make_role_description(
            role=role,
            status="draft",
            holder=word,
            deputy=word,
            **_texts(word, "for_citizens", "for_professionals"),
        ),
        make.make_measure(
            partnership=partnership, owner=partner, **_texts(word, "title")
        ),
        make.make_annual_event(
            partnership=partnership, owner=partner, **_texts(word, "title")
        ),
        body,
        make.make_seat(body=body, partner=partner, holder=word, title_nb=word),
    ]


def _traces(row, person, word):
    entry = record_change(row, action="change_status", actor=person, reason=word)
    LogEntry.objects.create(
        user=person,
        content_type=ContentType.objects.get_for_model(row),
        object_id=row.pk,
        object_repr=word,
        action_flag=CHANGE,
        change_message=word,
    )
    return [
        entry,
        entry.actor,
        AuditHead.objects.get(),
        record_check(
            row, kind="stated_by_source", source=word, checked_on=make.FIRST_DAY
        ),
        make.make_outgoing_mail(subject=word, text=word, to_address=_mail(word)),
        make.make_former_slug(slug=f"gammel-{word.lower()}"),
    ]


def _mail(word):
    return f"{word.lower()}@example.org"


def _neighbour(world):
    """Add a partner of the home county, whose drafts only the coordinator sees."""
    county = world.partners["own", "council"].county
    partner = make.make_partner(county=county)
    world.partners["near", "partner"] = partner
    person = make.make_user(username=f"{NEIGHBOUR}-person", email=_mail(NEIGHBOUR))
    rows = _places_and_services(partner, NEIGHBOUR)
    rows += [partner, make.make_membership(user=person, partner=partner)]
    world.near = {type(row): row for row in rows}


def _people(world):
    own = world.partners["own", "partner"]
    council = world.partners["own", "council"]
    for role in ROLES:
        user = make.make_user(username=f"kari-{role}", is_staff=True)
        partner = council if role == "coordinator" else own
        if role == "national_administrator":
            partner = make.make_partner(kind="state_agency")
        make.make_membership(user=user, partner=partner, role=role)
        world.people[role] = user
    ended = make.make_user(username="kari-ended", is_staff=True)
    make.make_membership(
        user=ended, partner=own, role="editor", valid_to=make.FIRST_DAY
    )
    nobody = make.make_user(username="kari-nobody", is_staff=True)
    away = make.make_user(username=f"kari-{WORD}", is_staff=True)
    for role in ("editor", "signatory", "coordinator"):
        make.make_membership(
            user=away, partner=world.partners["foreign", "council"], role=role
        )
    world.people |= {"ended": ended, "nobody": nobody, "away": away}
    world.people["superuser"] = make.make_user(
        username="driver", is_staff=True, is_superuser=True
    )


def of_the_others(world):
    """Return all rows that belong to the other county, each as it is stored.

    What the other's own coordinator may view, model by model, with the links between
    rows; and all rows of models that belong to nobody.
    """
    away = world.people["away"]
    found = {}
    for model, scope in registered().items():
        if scope.kind in SHARED:
            continue
        rows = rows_for(away, "view", model._base_manager.all())
        found[model._meta.label] = list(rows.order_by("pk").values())
        for link in model._meta.many_to_many:
            through = link.remote_field.through
            holder = link.m2m_field_name()
            found[through._meta.label] = list(
                through._base_manager.filter(**{f"{holder}__in": rows})
                .order_by("pk")
                .values()
            )
    return found
