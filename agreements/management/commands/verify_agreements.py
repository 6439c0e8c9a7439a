import re

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from django.utils.translation import gettext as _

from agreements.verifying import verify_agreements
from publishing.one_state import one_state

DIGEST = re.compile("[0-9a-f]{64}")


class Command(BaseCommand):
    help = (
        "Compute anew the digest of every text that stands, compare signatures and"
        " signed papers, and follow the audit trail. Names what does not fit; status 1"
        " when something does not."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--kept",
            metavar="COUNT:DIGEST",
            help=(
                "the line that an earlier run printed and that was kept elsewhere: a"
                " trail that was written anew cannot hold it"
            ),
        )

    def handle(self, *, kept=None, **options):
        with translation.override("nb"):
            with one_state():
                verified = verify_agreements(kept=kept_entry(kept))
            self.stdout.write(
                _(
                    "Looked at %(versions)d versions, %(signatures)d signatures,"
                    " %(documents)d signed papers and %(entries)d entries of the audit"
                    " trail."
                )
                % vars(verified)
            )
            for finding in verified.findings:
                self.stderr.write(str(finding))
            if verified.findings:
                raise CommandError(
                    _("%(count)d things do not fit.")
                    % {"count": len(verified.findings)},
                    returncode=1,
                )
            self.stdout.write(_("Everything fits."))
            self.stdout.write(
                _("Keep this line elsewhere, for --kept: %(line)s")
                % {"line": f"{verified.entries}:{verified.head}"}
            )


def kept_entry(line):
    """Return what --kept names as (count, digest), None for no line."""
    if line is None:
        return None
    count, _colon, digest = line.partition(":")
    if not count.isdecimal() or not DIGEST.fullmatch(digest):
        raise CommandError("--kept: write COUNT:DIGEST as an earlier run printed it.")
    return int(count), digest
