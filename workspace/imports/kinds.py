"""The kinds of files that a coordinator may bring in."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from guidance_centres.importers import CentreImporter
from partners.importers import PartnerImporter
from partners.rights import may_at_all
from publishing.importer import Importer
from services.importers import ServiceImporter

from .models import ImportFile


@dataclass(frozen=True)
class Kind:
    """One kind: how it is read, where its rows have their pages, and its words.

    `key_column` names the row, `name_columns` are what it is called; `former` is the
    first part of the public address, `owner` the field that says whose a row is.
    """

    key: str
    importer: type[Importer]
    words: str | Promise
    key_column: str
    name_columns: tuple[str, ...]
    former: str
    owner: str

    @property
    def model(self) -> Any:
        return self.importer.model

    def name_in(self, cells: dict[str, str]) -> str:
        """Return what a line calls its row; '' when it does not."""
        names = (cells.get(column, "") for column in self.name_columns)
        return next(filter(None, names), "")


KINDS = {
    kind.key: kind
    for kind in (
        Kind(
            ImportFile.Kind.SERVICES,
            ServiceImporter,
            _("Services"),
            "id",
            ("name_nb", "name_nn", "name_en"),
            "tilbud",
            "provider",
        ),
        Kind(
            ImportFile.Kind.CENTRES,
            CentreImporter,
            _("Places to visit"),
            "id",
            ("name",),
            "karrieresentre",
            "partner",
        ),
        Kind(
            ImportFile.Kind.PARTNERS,
            PartnerImporter,
            _("Partners"),
            "slug",
            ("name",),
            "partnere",
            "county_code",
        ),
    )
}


def kinds_for(user: Any) -> list[Kind]:
    """Return the kinds of which a person may bring in some rows."""
    return [kind for kind in KINDS.values() if may_at_all(user, "import", kind.model)]
