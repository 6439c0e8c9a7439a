"""What accounts, people, partners and confirmations do, as the audit trail tells it."""

from django.utils.translation import gettext_lazy as _

from publishing.trail_words import name_actions

name_actions(
    {
        "accept_invitation": _("%(who)s accepted an invitation"),
        "add_deputy": _("%(who)s let somebody stand in: %(what)s"),
        "add_partner": _("%(who)s added the partner %(what)s"),
        "change_password": _("%(who)s changed the password"),
        "confirm": _("%(who)s confirmed facts about %(what)s"),
        "deactivate": _("%(who)s closed the account %(what)s"),
        "end_calendar_address": _("%(who)s ended the calendar of %(what)s"),
        "end_membership": _("%(who)s ended a role: %(what)s"),
        "end_other_sessions": _("%(who)s logged out in other browsers"),
        "failed_code": _("A code did not fit at the log-in of %(what)s"),
        "failed_log_in": _("A log-in failed: %(what)s"),
        "failed_password": _("%(who)s gave a password that did not fit"),
        "give_role": _("%(who)s gave a role: %(what)s"),
        "invite": _("%(who)s invited somebody"),
        "log_out_everywhere": _("%(who)s logged out everywhere"),
        "make_account": _("%(who)s made an account"),
        "make_calendar_address": _("%(who)s opened a calendar for %(what)s"),
        "new_recovery_codes": _("%(who)s made new recovery codes"),
        "refuse_log_in": _("A log-in through the issuer was refused"),
        "remove_factor": _("%(who)s removed the code app of %(what)s"),
        "replace_calendar_address": _(
            "%(who)s gave the calendar of %(what)s another address"
        ),
        "reset_password": _("%(who)s made a new password by e-mail"),
        "set_factor": _("%(who)s set up a code app"),
        "tie_identity": _("%(who)s tied a log-in to the account"),
        "untie_identity": _("%(who)s removed a log-in from the account"),
        "withdraw_invitation": _("%(who)s withdrew an invitation"),
    }
)
