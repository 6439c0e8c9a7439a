"""What is public is changed in admin by the same rule as on «Min side»."""

from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from ..models import Status
from .base import with_explanation


class WithApproval:
    """For rows whose texts somebody approves before they are public.

    Which fields are open, the access matrix says (scoped.py). Whoever may not approve
    is told why the others are not, and where they are written: `written_at` names that
    page of «Min side».
    """

    written_at = ""

    def waits_for_approval(self, request, obj):
        """Return whether the reader's changes of this row must be approved first."""
        if obj is None or obj.status == Status.DRAFT:
            return False
        name = f"{self.opts.app_label}.approve_{self.opts.model_name}"
        return not request.user.has_perm(name, obj)

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        if not self.waits_for_approval(request, obj):
            return fieldsets
        if not self.has_change_permission(request, obj):
            return fieldsets
        try:
            address = reverse(self.written_at, args=[obj.slug])
        except NoReverseMatch:
            return fieldsets
        sentence = format_html(
            '{} <a href="{}">{}</a>',
            _(
                "This is public. A coordinator approves a new text before people read"
                " it; contact and opening hours you change here at once."
            ),
            address,
            _("Write a new text on «My page»."),
        )
        return with_explanation(fieldsets, sentence)
