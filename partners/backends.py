"""Django's question «has this user the permission?», answered by the access matrix."""

from django.apps import apps

from .accounts.backends import AccountBackend
from .choosing import (
    choices_for,
    only_state_forbids,
    readable_rows,
    writable_fields,
)
from .rights import may_at_all, may_do, rows_for
from .scopes import registered


class MatrixBackend(AccountBackend):
    """Log-in by name and password; permissions from memberships alone.

    A permission is `app.action_model`, as in `services.publish_guidanceservice`. What
    somebody once ticked for a user or a group gives nothing: the matrix is the one
    place where rights stand.
    """

    def has_perm(self, user_obj, perm, obj=None):
        """Return whether a user may do this with a row, or with some row at all."""
        app_label, _, codename = perm.partition(".")
        action, _, model_name = codename.rpartition("_")
        try:
            model = apps.get_model(app_label, model_name)
        except (LookupError, ValueError):
            return False
        if obj is None:
            return may_at_all(user_obj, action, model)
        return isinstance(obj, model) and may_do(user_obj, action, obj)

    def has_module_perms(self, user_obj, app_label):
        """Return whether a user may see some row of an app."""
        return any(
            may_at_all(user_obj, "view", model)
            for model in registered()
            if model._meta.app_label == app_label
        )

    def rows_for(self, user_obj, action, rows):
        """Return those of the rows with which a user may do something.

        Neither this nor the next four are Django's questions: publishing/asking.py
        puts them, for the lists and forms of admin.
        """
        return rows_for(user_obj, action, rows)

    def choices_for(self, user_obj, field, rows):
        return choices_for(user_obj, field, rows)

    def readable_rows(self, user_obj, rows):
        return readable_rows(user_obj, rows)

    def writable_fields(self, user_obj, row):
        return writable_fields(user_obj, row)

    def only_state_forbids(self, user_obj, action, row):
        return only_state_forbids(user_obj, action, row)

    def get_user_permissions(self, user_obj, obj=None):
        return set()

    def get_group_permissions(self, user_obj, obj=None):
        return set()

    def get_all_permissions(self, user_obj, obj=None):
        return set()
