"""Take the second factor off an account whose owner has lost it; run by hand."""

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from partners.accounts.backends import account_called
from partners.accounts.changes import take_codes_from


class Command(BaseCommand):
    help = (
        "Take the app and the recovery codes off an account, when its owner has lost"
        " both and one has made sure who it is. All its sessions end, the owner is"
        " told, and sets up an app anew at the next log-in."
    )

    def add_arguments(self, parser):
        parser.add_argument("user", help="User name or e-mail address.")

    def handle(self, *, user, **options):
        account = account_called(user)
        if account is None:
            raise CommandError(_("There is no account of that name."))
        if not take_codes_from(account, actor=None):
            raise CommandError(_("The account has no second factor."))
        self.stdout.write(_("The second factor is taken away."))
