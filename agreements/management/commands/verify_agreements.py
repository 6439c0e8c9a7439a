from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from django.utils.translation import gettext as _

from agreements.verifying import verify_agreements
from publishing.one_state import one_state


class Command(BaseCommand):
    help = (
        "Compute anew the digest of every text that stands, compare signatures and"
        " signed papers, and follow the audit trail. Names what does not fit; status 1"
        " when something does not."
    )

    def handle(self, **options):
        with translation.override("nb"):
            with one_state():
                verified = verify_agreements()
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
