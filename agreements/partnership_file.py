"""Bring one partnership, as a JSON file tells it, into the database.

docs/import-formats.md describes the file. A signed version that is there already must
be the same to the letter: its digest decides.
"""

from django.utils.translation import gettext as _

from counties.importers import codes_to_pks
from counties.models import County, Municipality
from partners.models import Partner
from publishing.cells import LineRefused
from publishing.days import day_of
from publishing.importing import clean_formats
from services.models import TargetGroup

from .canonical import (
    ClauseText,
    PartyText,
    ResponsibilityText,
    VersionText,
    content_digest,
)
from .models import (
    Agreement,
    AgreementVersion,
    AnnualEvent,
    Body,
    Clause,
    Measure,
    Partnership,
    PartnershipMember,
    Party,
    Responsibility,
    Role,
    RoleDescription,
    Seat,
    Signature,
    Task,
    VersionEvent,
)
from .version_text import version_text


class PartnershipFile:
    """Loads a file's content; everything it refers to is looked up once.

    Raises KeyError for a missing key or an unknown slug or code, LineRefused for a
    signed text that differs, ValueError for a date or choice that is none.
    """

    def __init__(self, report, force):
        self.report = report
        self.force = force
        self.counties = codes_to_pks(County)
        self.municipalities = codes_to_pks(Municipality)
        self.partners = dict(Partner.objects.values_list("slug", "pk"))
        self.tasks = dict(Task.objects.values_list("slug", "pk"))
        self.groups = dict(TargetGroup.objects.values_list("slug", "pk"))

    def load(self, content):
        partnership = self._partnership(content["partnership"])
        if partnership is None:
            return
        if content.get("agreement"):
            self._agreement(partnership, content["agreement"])
        self._roles(partnership, content.get("roles", []))
        self._bodies(partnership, content.get("bodies", []))
        self._plan(partnership, content)

    def _put(self, model, found, values):
        """Create or update one row; count it; return it."""
        if found is None:
            self.report.added += 1
            return _made(model, **values)
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
                **_texts("name", data["name"], "nb nn en"),
                **_texts("description", data["description"], "nb nn en"),
                **_texts("coordinator", data.get("coordinator"), "nb nn"),
                "organisation_models": data["organisation_models"],
                "is_formalised": data["is_formalised"],
                "steward_id": self.partners[data["steward"]]
                if data.get("steward")
                else None,
                "status": "published",
                "is_example": data["is_example"],
                "source": data["source"],
                "as_of": data["as_of"],
            },
        )
        for position, member in enumerate(data["members"]):
            partner = self.partners[member["partner"]]
            self._put(
                PartnershipMember,
                partnership.memberships.filter(partner=partner).first(),
                {
                    "partnership": partnership,
                    "partner_id": partner,
                    "valid_from": _day(member.get("valid_from")),
                    "valid_to": _day(member.get("valid_to")),
                    "position": position,
                },
            )
        return partnership

    def _agreement(self, partnership, data):
        agreement = self._put(
            Agreement,
            Agreement.objects.filter(slug=data["slug"]).first(),
            {
                "slug": data["slug"],
                "partnership": partnership,
                **_texts("title", data["title"], "nb nn en"),
                "signed_language": data["signed_language"],
                "is_example": data["is_example"],
                "source": data["source"],
            },
        )
        previous = None
        for version in data["versions"]:
            previous = self._version(agreement, version, previous)

    def _version(self, agreement, data, previous):
        digest = content_digest(_version_text(agreement, data))
        found = self._same_version(agreement, data["number"], digest)
        if found:
            self.report.unchanged += 1
            return found
        made = self._draft(agreement, data, previous)
        if data["state"] == "signed":
            made.content_digest = content_digest(version_text(made))
            if not made.is_transcript:
                self._send_for_approval(made)
                self._sign(made, data["signatures"])
            made.state = AgreementVersion.State.SIGNED
            made.save()
            for event in data["events"]:
                _made(
                    VersionEvent,
                    version=made,
                    kind=event["kind"],
                    on=_day(event["on"]),
                    reference=event.get("reference", ""),
                    **_texts("note", event.get("note"), "nb nn"),
                )
        self.report.added += 1
        return made

    def _same_version(self, agreement, number, digest):
        """Return the version that is there already; refuse another text for it."""
        if number is None:
            drafts = agreement.versions.filter(state=AgreementVersion.State.DRAFT)
            return next(
                (
                    draft
                    for draft in drafts
                    if content_digest(version_text(draft)) == digest
                ),
                None,
            )
        found = agreement.versions.filter(number=number).first()
        if found and found.content_digest != digest:
            raise LineRefused(
                _(
                    "Version %(number)s is signed and its text differs from the file."
                    " What is signed cannot change; make a new version."
                )
                % {"number": number}
            )
        return found

    def _draft(self, agreement, data, previous):
        version = _made(
            AgreementVersion,
            agreement=agreement,
            number=data["number"],
            previous=previous,
            agreed_from=_day(data["agreed_from"]),
            agreed_to=_day(data["agreed_to"]),
            is_transcript=data["is_transcript"],
            **_texts("note", data.get("note"), "nb nn en"),
        )
        clauses = {
            clause["key"]: _made(
                Clause,
                version=version,
                key=clause["key"],
                number=clause["number"],
                position=position,
                kind=Clause.Kind(clause["kind"]),
                **_texts("heading", clause["heading"], "nb nn"),
                **_texts("text", clause["text"], "nb nn"),
            )
            for position, clause in enumerate(data["clauses"])
        }
        parties = {
            party["partner"]: _made(
                Party,
                version=version,
                partner_id=self.partners[party["partner"]],
                name=party["name"],
                position=position,
                **_texts("role", party.get("role"), "nb nn"),
            )
            for position, party in enumerate(data["parties"])
        }
        for position, row in enumerate(data["responsibilities"]):
            responsibility = _made(
                Responsibility,
                version=version,
                task_id=self.tasks[row["task"]],
                party=parties[row["party"]],
                clause=clauses[row["clause"]],
                involvement=row["involvement"],
                whole_county=row["whole_county"],
                position=position,
                **_texts("note", row.get("note"), "nb nn"),
            )
            responsibility.target_groups.set(
                [self.groups[slug] for slug in row["target_groups"]]
            )
            responsibility.municipalities.set(
                [self.municipalities[code] for code in row["municipalities"]]
            )
        return version

    def _send_for_approval(self, version):
        """Take the steps that come before signatures; the database asks for them."""
        for state in (
            AgreementVersion.State.FOR_COMMENT,
            AgreementVersion.State.FOR_APPROVAL,
        ):
            version.state = state
            version.save()

    def _sign(self, version, signatures):
        parties = {party.partner_id: party for party in version.parties.all()}
        for signature in signatures:
            _made(
                Signature,
                party=parties[self.partners[signature["party"]]],
                name=signature["name"],
                **_texts("office", signature["office"], "nb nn"),
                signed_on=_day(signature["signed_on"]),
                method=Signature.Method(signature["method"]),
                case_number=signature.get("case_number", ""),
                content_digest=version.content_digest,
            )

    def _roles(self, partnership, roles):
        for position, data in enumerate(roles):
            role = self._put(
                Role,
                Role.objects.filter(slug=data["slug"]).first(),
                {
                    "slug": data["slug"],
                    "partnership": partnership,
                    "partner_id": self.partners[data["partner"]],
                    **_texts("name", data["name"], "nb nn en"),
                    "position": position,
                    "is_example": partnership.is_example,
                },
            )
            for description in data["descriptions"]:
                self._put(
                    RoleDescription,
                    role.descriptions.filter(number=description["number"]).first(),
                    {
                        "role": role,
                        "number": description["number"],
                        "status": description["status"],
                        "valid_from": _day(description["valid_from"]),
                        "valid_to": _day(description.get("valid_to")),
                        **_texts(
                            "for_citizens", description["for_citizens"], "nb nn en"
                        ),
                        **_texts(
                            "for_professionals",
                            description.get("for_professionals"),
                            "nb nn",
                        ),
                        "holder": description.get("holder", ""),
                        "deputy": description.get("deputy", ""),
                    },
                )

    def _bodies(self, partnership, bodies):
        for data in bodies:
            body = self._put(
                Body,
                Body.objects.filter(slug=data["slug"]).first(),
                {
                    "partnership": partnership,
                    "slug": data["slug"],
                    "kind": Body.Kind(data["kind"]).value,
                    **_texts("name", data["name"], "nb nn en"),
                    **_texts("description", data.get("description"), "nb nn"),
                },
            )
            for position, seat in enumerate(data["seats"]):
                self._put(
                    Seat,
                    body.seats.filter(position=position).first(),
                    {
                        "body": body,
                        "partner_id": self.partners[seat["partner"]],
                        **_texts("title", seat["title"], "nb nn"),
                        "holder": seat.get("holder", ""),
                        "valid_from": _day(seat["valid_from"]),
                        "valid_to": _day(seat.get("valid_to")),
                        "position": position,
                    },
                )

    def _plan(self, partnership, content):
        for data in content.get("annual_events", []):
            self._put(
                AnnualEvent,
                partnership.annual_events.filter(
                    month=data["month"], title_nb=data["title"]["nb"]
                ).first(),
                {
                    "partnership": partnership,
                    "month": data["month"],
                    **_texts("title", data["title"], "nb nn en"),
                    **_texts("description", data.get("description"), "nb nn"),
                    "owner_id": self.partners[data["owner"]],
                },
            )
        for data in content.get("measures", []):
            self._put(
                Measure,
                partnership.measures.filter(title_nb=data["title"]["nb"]).first(),
                {
                    "partnership": partnership,
                    **_texts("title", data["title"], "nb nn en"),
                    **_texts("description", data.get("description"), "nb nn"),
                    "owner_id": self.partners[data["owner"]],
                    "deadline": _day(data["deadline"]),
                    "state": Measure.State(data["state"]).value,
                    "national_goal": data["national_goal"],
                },
            )


def _version_text(agreement, data):
    """Return the version of the file as the plain values that are signed."""
    return VersionText(
        agreement=agreement.slug,
        signed_language=agreement.signed_language,
        agreed_from=_day(data["agreed_from"]),
        agreed_to=_day(data["agreed_to"]),
        clauses=tuple(
            ClauseText(
                key=clause["key"],
                number=clause["number"],
                kind=clause["kind"],
                **_texts("heading", clause["heading"], "nb nn"),
                **_texts("text", clause["text"], "nb nn"),
            )
            for clause in data["clauses"]
        ),
        parties=tuple(
            PartyText(
                partner=party["partner"],
                name=party["name"],
                **_texts("role", party.get("role"), "nb nn"),
            )
            for party in data["parties"]
        ),
        responsibilities=tuple(
            ResponsibilityText(
                task=row["task"],
                party=row["party"],
                involvement=row["involvement"],
                clause=row["clause"],
                target_groups=tuple(row["target_groups"]),
                whole_county=row["whole_county"],
                municipalities=tuple(row["municipalities"]),
                **_texts("note", row.get("note"), "nb nn"),
            )
            for row in data["responsibilities"]
        ),
    )


def _texts(name, texts, languages):
    """Return {name_nb: …} of a {"nb": …} object; what is not there is empty."""
    texts = texts or {}
    return {
        f"{name}_{language}": texts.get(language, "") for language in languages.split()
    }


def _day(text):
    return day_of(text) if text else None


def _made(model, **values):
    """Create a row; raise LineRefused when a value has the wrong form."""
    row = model(**values)
    clean_formats(row)
    row.save(force_insert=True)
    return row
