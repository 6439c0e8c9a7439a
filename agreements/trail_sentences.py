"""What is done to agreements and roles, as the audit trail tells it."""

from django.utils.translation import gettext_lazy as _

from publishing.trail_words import name_actions

name_actions(
    {
        "acknowledge": _("%(who)s accepted the role %(what)s"),
        "add_document": _("%(who)s added the signed paper of %(what)s"),
        "add_role": _("%(who)s added the role %(what)s"),
        "admit_member": _("%(who)s took %(what)s into the partnership"),
        "answer": _("%(who)s answered a comment on %(what)s"),
        "archive": _("%(who)s put %(what)s into the archive"),
        "comment": _("%(who)s commented on %(what)s"),
        "copy_as_template": _("%(who)s began a draft from a template: %(what)s"),
        "end": _("%(who)s ended %(what)s"),
        "entered_force": _("%(what)s entered into force"),
        "expired": _("%(what)s expired"),
        "imported": _("%(who)s brought in %(what)s from a file"),
        "imported_event": _("%(who)s brought in an event of %(what)s from a file"),
        "imported_exemption": _(
            "%(who)s brought in an exemption of %(what)s from a file"
        ),
        "imported_signature": _(
            "%(who)s brought in a signature of %(what)s from a file"
        ),
        "merge_drafts": _("%(who)s made two drafts one: %(what)s"),
        "object": _("%(who)s objected to the role %(what)s"),
        "open_amendment": _("%(who)s began an amendment: %(what)s"),
        "publish": _("%(who)s published %(what)s"),
        "rebase": _("%(who)s moved the draft %(what)s on to the text in force"),
        "renew": _("%(who)s began a renewal: %(what)s"),
        "replaced": _("%(what)s was replaced by a later version"),
        "send_back": _("%(who)s sent %(what)s back"),
        "sign": _("%(who)s signed %(what)s"),
        "signed_by_all": _("%(what)s was signed by all"),
        "submit": _("%(who)s sent %(what)s to the coordinator"),
        "terminate": _("%(who)s gave notice of %(what)s"),
        "write": _("%(who)s wrote %(what)s"),
    }
)
