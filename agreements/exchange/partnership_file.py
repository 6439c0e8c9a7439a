"""Bring one partnership, as a JSON file tells it, into the database.

docs/import-formats.md describes the file, partnership_export.py writes it, and
version_file.py reads the versions in it.
"""

from collections import defaultdict, deque

from django.utils.translation import gettext as _

from counties.importers import codes_to_pks
from counties.models import County
from partners.models import Partner
from publishing.cells import LineRefused
from publishing.importing import clean_formats
from publishing.models import Status

from ..models import (
    Agreement,
    AnnualEvent,
    Answer,
    Body,
    Measure,
    Partnership,
    PartnershipMember,
    Role,
    RoleAnswer,
    RoleDescription,
    Seat,
)
from .file_values import (
    day_from,
    instant_from,
    made,
    texts_from,
)
from .version_file import VersionFile


class PartnershipFile:
    """Loads a file's content; everything it refers to is looked up once.

    Raises KeyError for a missing key or an unknown slug or code, LineRefused for a
    signed text that differs, ValueError for a date or choice that is none.
    """

    def __init__(self, report, force):
        self.report = report
        self.force = force
        self.counties = codes_to_pks(County)
        self.partners = dict(Partner.objects.values_list("slug", "pk"))

    def load(self, content):
        partnership = self._partnership(content["partnership"])
        if content.get("agreement"):
            self._agreement(partnership, content["agreement"])
        self._roles(partnership, content.get("roles", []))
        self._bodies(partnership, content.get("bodies", []))
        self._plan(partnership, content)

    def _put(self, model, found, values):
        """Create or update one row; count it; return it.

        What a person has edited is kept. Raise LineRefused for a row of another
        partnership: a file tells of one, and takes nothing from others.
        """
        if found is None:
            self.report.added += 1
            return made(model, **values)
        partnership = values.get("partnership")
        if partnership and found.partnership_id != partnership.pk:
            raise LineRefused(
                _("The address “%(slug)s” belongs to another partnership.")
                % {"slug": found.slug}
            )
        if getattr(found, "edited_by_person_at", None) and not self.force:
            self.report.kept += 1
            return found
        different = {
            name
            for name, value in values.items()
            if getattr(found, model._meta.get_field(name).attname)
            != getattr(value, "pk", value)
        }
        if not different:
            self.report.unchanged += 1
            return found
        for name in different:
            setattr(found, name, values[name])
        clean_formats(found, different)
        found.save()
        self.report.changed += 1
        return found

    def _partnership(self, data):
        found = Partnership.objects.filter(slug=data["slug"]).first()
        if found and found.edited_by_person_at and not self.force:
            self.report.kept += 1
            return found
        partnership = self._put(
            Partnership,
            found,
            {
                "slug": data["slug"],
                "county_id": self.counties[data["county_code"]],
                **texts_from("name", data["name"], "nb nn en se"),
                **texts_from("description", data["description"], "nb nn en se"),
                **texts_from("coordinator", data.get("coordinator"), "nb nn"),
                "organisation_models": data["organisation_models"],
                "is_formalised": data["is_formalised"],
                "steward_id": self.partners[data["steward"]]
                if data.get("steward")
                else None,
                "status": data.get("status", "published"),
                "is_example": data["is_example"],
                "source": data["source"],
                "as_of": data["as_of"],
            },
        )
        known = _in_turn(partnership.memberships.all(), lambda row: row.partner_id)
        for position, member in enumerate(data["members"]):
            partner = self.partners[member["partner"]]
            self._put(
                PartnershipMember,
                known(partner),
                {
                    "partnership": partnership,
                    "partner_id": partner,
                    "valid_from": day_from(member.get("valid_from")),
                    "valid_to": day_from(member.get("valid_to")),
                    "position": position,
                },
            )
        return partnership

    def _agreement(self, partnership, data):
        values = {
            "slug": data["slug"],
            "partnership": partnership,
            **texts_from("title", data["title"], "nb nn en se"),
            "signed_language": data["signed_language"],
            "is_example": data["is_example"],
            "source": data["source"],
            "as_of": data.get("as_of", ""),
        }
        # A file that says nothing of it does not untie what a person has tied.
        if "continues" in data:
            values["continues"] = _agreement_named(data["continues"])
        agreement = self._put(
            Agreement, Agreement.objects.filter(slug=data["slug"]).first(), values
        )
        VersionFile(agreement, self.partners, self.report).load(data["versions"])

    def _roles(self, partnership, roles):
        for position, data in enumerate(roles):
            role = self._put(
                Role,
                Role.objects.filter(slug=data["slug"]).first(),
                {
                    "slug": data["slug"],
                    "partnership": partnership,
                    "partner_id": self.partners[data["partner"]],
                    **texts_from("name", data["name"], "nb nn en se"),
                    "position": position,
                    "is_example": data.get("is_example", partnership.is_example),
                },
            )
            for description in data["descriptions"]:
                self._description(role, description)

    def _description(self, role, data):
        """Bring in one version of what a role is, and the answers to it.

        What has been public stands: another text is refused, and an end that came
        after the file was written is kept.
        """
        found = role.descriptions.filter(number=data["number"]).first()
        values = {
            "role": role,
            "number": data["number"],
            "status": data["status"],
            "valid_from": day_from(data["valid_from"]),
            "valid_to": day_from(data.get("valid_to")),
            **texts_from("for_citizens", data["for_citizens"], "nb nn en se"),
            **texts_from(
                "for_professionals", data.get("for_professionals"), "nb nn en"
            ),
            "holder": data.get("holder", ""),
            "deputy": data.get("deputy", ""),
        }
        if found and found.status != Status.DRAFT:
            if _says_otherwise(found, values):
                raise LineRefused(
                    _(
                        "Version %(number)s of the role “%(role)s” has been public and"
                        " stands. Give the changed text a new number."
                    )
                    % {"number": found.number, "role": role.slug}
                )
            if not _ends_earlier(found, values):
                values |= {"status": found.status, "valid_to": found.valid_to}
        description = self._put(RoleDescription, found, values)
        self._answers(description, role.partner_id, data.get("answers", []))

    def _answers(self, description, partner, answers):
        """Add the answers that are not there; the first ones must be the same."""
        names = ("answer", "reason", "language", "given_at")
        known = list(description.answers.order_by("pk").values_list(*names))
        told = [
            (
                Answer(each["answer"]).value,
                each.get("reason", ""),
                each.get("language", ""),
                instant_from(each["given_at"]),
            )
            for each in answers
        ]
        shared = min(len(known), len(told))
        if known[:shared] != told[:shared]:
            raise LineRefused(
                _(
                    "Version %(number)s of the role “%(role)s” has other answers. An"
                    " answer that was given stands."
                )
                % {"number": description.number, "role": description.role.slug}
            )
        self.report.unchanged += len(known)
        for values in told[shared:]:
            made(
                RoleAnswer,
                description=description,
                partner_id=partner,
                **dict(zip(names, values, strict=True)),
            )
            self.report.added += 1

    def _bodies(self, partnership, bodies):
        for data in bodies:
            body = self._put(
                Body,
                Body.objects.filter(slug=data["slug"]).first(),
                {
                    "partnership": partnership,
                    "slug": data["slug"],
                    "kind": Body.Kind(data["kind"]).value,
                    **texts_from("name", data["name"], "nb nn en"),
                    **texts_from("description", data.get("description"), "nb nn"),
                },
            )
            known = iter(body.seats.all())
            for position, seat in enumerate(data["seats"]):
                self._put(
                    Seat,
                    next(known, None),
                    {
                        "body": body,
                        "partner_id": self.partners[seat["partner"]],
                        **texts_from("title", seat["title"], "nb nn"),
                        "holder": seat.get("holder", ""),
                        "valid_from": day_from(seat["valid_from"]),
                        "valid_to": day_from(seat.get("valid_to")),
                        "position": position,
                    },
                )

    def _plan(self, partnership, content):
        known = _in_turn(
            partnership.annual_events.all(),
            lambda row: (row.month, row.title_nb or row.title_nn),
        )
        for data in content.get("annual_events", []):
            self._put(
                AnnualEvent,
                known((data["month"], _norwegian(data["title"]))),
                {
                    "partnership": partnership,
                    "month": data["month"],
                    **texts_from("title", data["title"], "nb nn en"),
                    **texts_from("description", data.get("description"), "nb nn"),
                    "owner_id": self.partners[data["owner"]],
                },
            )
        known = _in_turn(
            partnership.measures.all(), lambda row: row.title_nb or row.title_nn
        )
        for data in content.get("measures", []):
            self._put(
                Measure,
                known(_norwegian(data["title"])),
                {
                    "partnership": partnership,
                    **texts_from("title", data["title"], "nb nn en"),
                    **texts_from("description", data.get("description"), "nb nn"),
                    "owner_id": self.partners[data["owner"]],
                    "deadline": day_from(data["deadline"]),
                    "state": Measure.State(data["state"]).value,
                    "national_goal": data["national_goal"],
                },
            )


def _says_otherwise(found, values):
    """Return whether a file tells something else of a version than was public."""
    may_differ = {"role", "status", "valid_to"}
    return any(
        getattr(found, name) != value
        for name, value in values.items()
        if name not in may_differ
    )


def _ends_earlier(found, values):
    """Return whether a file tells that a version ended, or ended sooner."""
    last, told = found.valid_to, values["valid_to"]
    if values["status"] == Status.DRAFT or (last and not told):
        return False
    if found.status == Status.ENDED and values["status"] == Status.PUBLISHED:
        return False
    return last == told or last is None or told < last


def _in_turn(rows, key):
    """Return a function from a key to the first row that has it, each row once.

    None when no row is left: several rows of a file may be alike in their key.
    """
    waiting = defaultdict(deque)
    for row in rows:
        waiting[key(row)].append(row)
    return lambda wanted: waiting[wanted].popleft() if waiting[wanted] else None


def _norwegian(texts):
    return texts.get("nb") or texts.get("nn")


def _agreement_named(slug):
    if slug is None:
        return None
    found = Agreement.objects.filter(slug=slug).first()
    if found is None:
        raise KeyError(slug)
    return found
