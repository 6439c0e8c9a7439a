"""The search of admin for what may be chosen in a field.

It stands outside of publishing/admin: the admin site needs it before there are admins.
"""

from django.contrib.admin.exceptions import NotRegistered
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.core.exceptions import PermissionDenied

from .asking import choices_for


class ScopedAutocomplete(AutocompleteJsonView):
    """A search for choices: of a field that the reader may write, and may choose."""

    def process_request(self, request):
        try:
            term, model_admin, field, to_field = super().process_request(request)
            source = self.admin_site.get_model_admin(field.model)
        except NotRegistered as error:
            raise PermissionDenied from error
        is_asked_for = getattr(field, "concrete", False) and (
            source.has_add_permission(request) or source.has_change_permission(request)
        )
        if not is_asked_for:
            raise PermissionDenied
        return term, model_admin, field, to_field

    def has_perm(self, request, obj=None):
        """Return yes: what may be chosen is narrowed row by row, down to nothing."""
        return True

    def get_queryset(self):
        self.request.is_choosing = True
        return choices_for(self.request.user, self.source_field, super().get_queryset())
