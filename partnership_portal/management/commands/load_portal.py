"""Load what the portal ships with, in the order in which it builds on itself."""

import secrets
import time

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from agreements import importers as agreements
from counties import importers as counties
from counties.models import County
from guidance_centres import importers as centres
from partners import importers as partners
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
EXAMPLE_USER = "eksempel-administrator"


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
            password = ""
            if with_examples:
                mark_example_services()
                # With the data, or a start that is killed now would leave no log-in.
                password = make_example_login()
            if dry_run:
                transaction.set_rollback(True)
        if dry_run:
            self.stdout.write(_("Nothing was changed: this was a dry run."))
            return
        if password:
            self.tell_example_login(password)
        # Fresh statistics, or the first pages are planned for empty tables.
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        self.stdout.write(
            _("Loaded in %(seconds).1f seconds.")
            % {"seconds": time.monotonic() - start}
        )

    def tell_example_login(self, password):
        """Show the example administrator's password, this once."""
        with translation.override("nb"):
            self.stdout.write(
                _(
                    "Example log-in for /admin/ (shown only now):"
                    " %(name)s / %(password)s"
                )
                % {"name": EXAMPLE_USER, "password": password}
            )


def make_example_login():
    """Make the example administrator and return the password, '' if there is one."""
    users = get_user_model().objects
    if users.filter(username=EXAMPLE_USER).exists():
        return ""
    password = "-".join(secrets.token_hex(3) for _part in range(4))
    users.create_superuser(
        EXAMPLE_USER, password=password, first_name="Eksempel", last_name=""
    )
    return password


def mark_example_services():
    """Label the example services; the exchange format has no column for it."""
    GuidanceService.objects.filter(slug__startswith="eksempel-").update(is_example=True)
