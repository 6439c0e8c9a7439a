"""Load what the portal ships with, in the order in which it builds on itself."""

import secrets
import time

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from agreements.exchange import importers as agreements
from counties import importers as counties
from counties.models import County
from guidance_centres import importers as centres
from partners import importers as partners
from partners.models import Membership, Partner
from services import importers as services
from services.models import GuidanceService

REAL = [
    (counties.import_counties, counties.DATA),
    (partners.import_partners, partners.DATA / "partners_base.csv"),
    (partners.import_partners, partners.DATA / "partners.csv"),
    (partners.import_partners, partners.DATA / "partners_extra.csv"),
    (centres.import_centres, centres.DATA / "centres.csv"),
    (
        lambda path: [centres.load_organisation_numbers(path)],
        centres.DATA / "organisation_numbers.csv",
    ),
    (services.import_taxonomy, services.DATA / "source" / "taxonomy.csv"),
    (services.import_taxonomy_tree, services.DATA / "taxonomy_tree.csv"),
    (services.import_synonyms, services.DATA / "synonyms_target_groups.csv"),
    (services.import_synonyms, services.DATA / "synonyms_needs.csv"),
    (services.import_synonyms, services.DATA / "synonyms_channels.csv"),
    (services.import_services, services.DATA / "services.csv"),
    (
        lambda path: [services.load_service_texts(path)],
        services.DATA / "service_texts.csv",
    ),
    (
        lambda path: [services.load_service_dates(path)],
        services.DATA / "service_dates.csv",
    ),
    (agreements.import_tasks, services.DATA / "tasks.csv"),
    (agreements.import_agreements, agreements.DATA / "oppland.json"),
]
EXAMPLES = [
    (agreements.import_agreements, agreements.DATA / "innlandet-example.json"),
    (services.import_services, agreements.DATA / "example-services.csv"),
]
# Who can log in with the examples, as what, and where: name, last name, memberships.
EXAMPLE_LOGINS = [
    (
        "eksempel-administrator",
        "Administrator",
        [
            ("innlandet-fylkeskommune", Membership.Role.COORDINATOR),
            ("innlandet-fylkeskommune", Membership.Role.SIGNATORY),
        ],
    ),
    (
        "eksempel-nav",
        "Navleder",
        [
            ("nav-innlandet", Membership.Role.EDITOR),
            ("nav-innlandet", Membership.Role.SIGNATORY),
        ],
    ),
]


class Command(BaseCommand):
    help = (
        "Load counties, partners, places, services and agreements that sources prove,"
        " and labelled examples when the database is the embedded one."
    )

    def add_arguments(self, parser):
        parser.add_argument("--empty", action="store_true", help="No examples.")
        parser.add_argument(
            "--again",
            action="store_true",
            help="Compare with the files even when the database is filled already.",
        )
        parser.add_argument("--dry-run", action="store_true")

    def handle(self, *, empty, again, dry_run, **options):
        if County.objects.exists() and not (again or dry_run):
            return
        # Examples never reach a server that is somebody's own.
        with_examples = settings.PORTAL_EMBEDDED and not empty
        start = time.monotonic()
        with translation.override("nb"), transaction.atomic():
            for load, path in REAL + (EXAMPLES if with_examples else []):
                for report in load(path):
                    for line in report.lines():
                        self.stdout.write(line)
                    if report.rejected:
                        raise CommandError(
                            _("%(name)s holds lines that cannot be used.")
                            % {"name": report.name}
                        )
            passwords = {}
            if with_examples:
                mark_example_services()
                # With the data, or a start that is killed now would leave no log-in.
                passwords = make_example_logins(timezone.localdate())
            if dry_run:
                transaction.set_rollback(True)
        if dry_run:
            self.stdout.write(_("Nothing was changed: this was a dry run."))
            return
        for name, password in passwords.items():
            self.tell_example_login(name, password)
        # Fresh statistics, or the first pages are planned for empty tables.
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        self.stdout.write(
            _("Loaded in %(seconds).1f seconds.")
            % {"seconds": time.monotonic() - start}
        )

    def tell_example_login(self, name, password):
        """Show the password of an example log-in, this once."""
        with translation.override("nb"):
            self.stdout.write(
                _(
                    "Example log-in for /min-side/ (shown only now):"
                    " %(name)s / %(password)s"
                )
                % {"name": name, "password": password}
            )


def make_example_logins(today):
    """Make the example users who are not there; return the password of each by name.

    They act for partners of the example agreement from today on, one of them for the
    county council and one for Nav, so that every step of an agreement can be tried.
    They are staff like others: what they may do follows from their memberships.
    """
    users = get_user_model().objects
    passwords = {}
    for name, last_name, held in EXAMPLE_LOGINS:
        user = users.filter(username=name).first()
        if user is None:
            passwords[name] = "-".join(secrets.token_hex(3) for _part in range(4))
            user = users.create_user(
                name,
                password=passwords[name],
                is_staff=True,
                first_name="Eksempel",
                last_name=last_name,
            )
        if user.memberships.exists():
            continue
        for slug, role in held:
            Membership.objects.create(
                user=user,
                partner=Partner.objects.get(slug=slug),
                role=role,
                valid_from=today,
                is_example=True,
            )
    return passwords


def mark_example_services():
    """Label the example services; the exchange format has no column for it."""
    GuidanceService.objects.filter(slug__startswith="eksempel-").update(is_example=True)
