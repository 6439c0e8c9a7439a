"""Bring the versions of an agreement, as a file tells them, into the database.

What is signed is never changed: its digest decides whether the file says the same.
What stands outside the digest – later events, exemptions, deadlines – is added where it
is missing, and never taken away.
"""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from django.utils.translation import gettext as _

from publishing.cells import LineRefused
from publishing.importing import Report, clean_formats
from publishing.operations import record_change

from ..models import (
    Agreement,
    AgreementVersion,
    Clause,
    ClauseExemption,
    Deadline,
    Party,
    Responsibility,
    Signature,
    VersionEvent,
)
from ..seals import told_event, told_signature
from ..text.canonical import (
    ClauseText,
    PartyText,
    ResponsibilityText,
    VersionText,
    content_digest,
)
from ..text.text_writing import write_text
from ..text.version_text import version_text
from .file_values import (
    day_from,
    instant_from,
    made,
    texts_from,
)

DRAFT, SIGNED = AgreementVersion.State.DRAFT, AgreementVersion.State.SIGNED

Data = Mapping[str, Any]


class VersionFile:
    """Loads the versions of one agreement, in the order of the file.

    `partners` maps slugs to primary keys. Raises what PartnershipFile tells of.
    """

    def __init__(
        self, agreement: Agreement, partners: Mapping[str, int], report: Report
    ):
        self.agreement = agreement
        self.partners = partners
        self.report = report
        self._met: set[int] = set()

    def load(self, versions: list[Data]) -> None:
        previous = None
        for data in versions:
            if "previous" in data:
                previous = self._numbered(data["previous"])
            previous = self._version(data, previous)
            self._met.add(previous.pk)

    def _numbered(self, number):
        if number is None:
            return None
        found = self.agreement.versions.filter(number=number).first()
        if found is None:
            raise KeyError(f"{self.agreement.slug} v{number}")
        return found

    def _version(self, data, previous):
        if data["state"] not in (DRAFT, SIGNED):
            raise LineRefused(
                _("state: write draft or signed, not “%(state)s”.")
                % {"state": data["state"]}
            )
        text = text_of_file(self.agreement, data)
        digest = content_digest(text)
        if data.get("content_digest", digest) != digest:
            raise LineRefused(
                _(
                    "The text of version %(number)s is not the one that its digest in"
                    " the file was made of. Get the file anew."
                )
                % {"number": data["number"]}
            )
        is_signed = data["state"] == SIGNED
        found = (
            self._signed(data["number"], digest) if is_signed else self._draft(digest)
        )
        if found is None:
            found = self._make(data, text, digest, previous)
            self._surround(found, data)
            self.report.added += 1
        elif self._surround(found, data):
            self.report.changed += 1
        else:
            self.report.unchanged += 1
        return found

    def _signed(self, number, digest):
        """Return the version that is there already; refuse another text for it."""
        found = self.agreement.versions.filter(number=number).first()
        if found and found.state != SIGNED:
            raise LineRefused(
                _(
                    "Version %(number)s is here, but not signed by all. Sign or"
                    " withdraw it here first."
                )
                % {"number": number}
            )
        if found and found.content_digest != digest:
            raise LineRefused(
                _(
                    "Version %(number)s is signed and its text differs from the file."
                    " What is signed cannot change; make a new version."
                )
                % {"number": number}
            )
        return found

    def _draft(self, digest):
        """Return a draft with this text, on whichever step; each one only once."""
        drafts = self.agreement.versions.exclude(
            state__in=[SIGNED, AgreementVersion.State.WITHDRAWN]
        ).exclude(pk__in=self._met)
        for draft in drafts.order_by("pk"):
            if content_digest(version_text(draft)) == digest:
                return draft
        return None

    def _make(self, data, text, digest, previous):
        is_signed = data["state"] == SIGNED
        version = made(
            AgreementVersion,
            agreement=self.agreement,
            number=data["number"] if is_signed else None,
            previous=previous,
            copied_from=_template(data.get("copied_from")),
            is_transcript=data["is_transcript"],
            **texts_from("note", data.get("note"), "nb nn en"),
        )
        write_text(version, text)
        if is_signed:
            version.content_digest = digest
            told = {"is_transcript": True} if version.is_transcript else {}
            if data["signatures"] or not version.is_transcript:
                self._sign(version, data["signatures"])
            version.state = SIGNED
            version.save()
            record_change(
                version,
                action="imported",
                actor=None,
                from_status=DRAFT,
                to_status=SIGNED,
                details={"digest": digest, "number": version.number, **told},
            )
        return version

    def _sign(self, version, signatures):
        """Take the steps that come before signatures, which the database asks for."""
        for state in (
            AgreementVersion.State.FOR_COMMENT,
            AgreementVersion.State.FOR_APPROVAL,
        ):
            version.state = state
            version.save()
        parties = {party.partner_id: party for party in version.parties.all()}
        for signature in signatures:
            row = made(
                Signature,
                party=parties[self.partners[signature["party"]]],
                name=signature["name"],
                **texts_from("office", signature["office"], "nb nn"),
                signed_on=day_from(signature["signed_on"]),
                signed_at=instant_from(signature.get("signed_at")),
                method=signature["method"],
                case_number=signature.get("case_number", ""),
                archive_reference=signature.get("archive_reference", ""),
                content_digest=version.content_digest,
            )
            record_change(
                version,
                action="imported_signature",
                actor=None,
                details=told_signature(row, signature["party"], row.signed_at),
            )

    def _surround(self, version, data):
        """Add what the file tells around the text; return whether anything was new."""
        return any(
            [
                self._exempt(version, data["clauses"]),
                self._follow(version, data["events"]),
                self._remind(version, data.get("deadlines") or []),
            ]
        )

    def _exempt(self, version, clauses):
        exempt = {
            clause["key"]: clause["exemption"]
            for clause in clauses
            if clause.get("exemption")
        }
        missing = list(version.clauses.filter(key__in=exempt, exemption=None))
        for clause in missing:
            exemption = exempt[clause.key]
            row = made(
                ClauseExemption,
                clause=clause,
                legal_basis=exemption["legal_basis"],
                decided_on=day_from(exemption["decided_on"]),
            )
            record_change(
                version,
                action="imported_exemption",
                actor=None,
                details={"clause": clause.key, "legal_basis": row.legal_basis},
            )
        return bool(missing)

    def _follow(self, version, events):
        known = set(version.later_events.values_list("kind", "on", "reference"))
        new = False
        for event in events:
            key = (event["kind"], day_from(event["on"]), event.get("reference", ""))
            if key not in known:
                kind, on, reference = key
                row = made(
                    VersionEvent,
                    version=version,
                    kind=kind,
                    on=on,
                    reference=reference,
                    **texts_from("note", event.get("note"), "nb nn"),
                )
                record_change(
                    version,
                    action="imported_event",
                    actor=None,
                    details={"event": told_event(row)},
                )
                known.add(key)
                new = True
        return new

    def _remind(self, version, deadlines):
        """Add the deadlines of a version that has none: people move and end them."""
        if version.deadlines.exists():
            return False
        for deadline in deadlines:
            made(
                Deadline,
                version=version,
                kind=deadline["kind"],
                on=day_from(deadline["on"]),
                **texts_from("title", deadline.get("title"), "nb nn"),
                clause_key=deadline.get("clause", ""),
                owner_id=self.partners[deadline["owner"]],
                done_on=day_from(deadline.get("done_on")),
            )
        return bool(deadlines)


def _template(named):
    """Return the signed version of another agreement that a file names, or None."""
    if not named:
        return None
    slug, number = named["agreement"], named["number"]
    found = AgreementVersion.objects.signed().filter(
        agreement__slug=slug, number=number
    )
    if not found:
        raise KeyError(f"{slug} v{number}")
    return found.get()


def text_of_file(agreement: Agreement, data: Data) -> VersionText:
    """Return a version of a file as the plain values that are signed.

    They have the form in which the database keeps them. Raise LineRefused for a value
    that it would not keep.
    """
    return VersionText(
        agreement=agreement.slug,
        signed_language=agreement.signed_language,
        agreed_from=day_from(data["agreed_from"]),
        agreed_to=day_from(data["agreed_to"]),
        clauses=tuple(map(_clause, data["clauses"])),
        parties=tuple(map(_party, data["parties"])),
        responsibilities=tuple(map(_responsibility, data["responsibilities"])),
    )


def _clause(data):
    if data["text"] is None:
        raise LineRefused(
            _(
                "The text of clause %(number)s is left out of the file. Get a file that"
                " has all of the text."
            )
            % {"number": data["number"]}
        )
    row = Clause(
        key=data["key"],
        number=data["number"],
        position=0,
        kind=data["kind"],
        **texts_from("heading", data["heading"], "nb nn"),
        **texts_from("text", data["text"], "nb nn"),
    )
    clean_formats(row)
    return ClauseText(
        **{each.name: getattr(row, each.name) for each in fields(ClauseText)}
    )


def _party(data):
    row = Party(name=data["name"], **texts_from("role", data.get("role"), "nb nn"))
    clean_formats(row)
    return PartyText(
        partner=data["partner"],
        name=row.name,
        role_nb=row.role_nb,
        role_nn=row.role_nn,
    )


def _responsibility(data):
    row = Responsibility(
        involvement=data["involvement"],
        whole_county=data["whole_county"],
        **texts_from("note", data.get("note"), "nb nn"),
    )
    clean_formats(row)
    return ResponsibilityText(
        task=data["task"],
        party=data["party"],
        involvement=row.involvement,
        clause=data["clause"],
        target_groups=tuple(dict.fromkeys(data["target_groups"])),
        whole_county=row.whole_county,
        municipalities=tuple(dict.fromkeys(data["municipalities"])),
        note_nb=row.note_nb,
        note_nn=row.note_nn,
    )
