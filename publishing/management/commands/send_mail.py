"""Send what waits in the outbox; run on a timer."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from publishing.outbox import (
    KEPT_FOR,
    forget_sent,
    give_up_waiting,
    has_server,
    send_due,
    waiting,
)


class Command(BaseCommand):
    help = (
        "Send the e-mails that are due, each once; safe to repeat and to run twice at"
        " the same time. Without EMAIL_HOST everything waits."
    )

    def handle(self, *args, **options):
        at = timezone.now()
        forget_sent(at - KEPT_FOR)
        give_up_waiting(at, at - KEPT_FOR)
        if not has_server():
            self.stdout.write(
                _("No mail server is set up (EMAIL_HOST). Waiting: %(waiting)d.")
                % {"waiting": waiting().count()}
            )
            return
        report = send_due(at)
        self.stdout.write(
            _(
                "E-mails sent: %(sent)d, put off: %(failed)d, given up: %(given_up)d,"
                " waiting: %(waiting)d."
            )
            % vars(report)
        )
        if report.problem:
            raise CommandError(
                _("The mail server took no more: %(problem)s")
                % {"problem": report.problem}
            )
