"""Which entries of the audit trail somebody may read: those of rows they may see."""

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Q, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Concat

from partners.rights import may_at_all, rows_for
from partners.scopes import registered
from publishing.models import StatusChange


def entries_for(user):
    """Return the entries that a user may read, the newest first.

    They are about rows that the user may see today, about what belonged to such rows,
    and about the user's own account. One query, however many rows there are.
    """
    may_read = Q(pk__in=[])
    scopes = registered()
    parents = {
        model._meta.get_field(scope.parent).related_model
        for model, scope in scopes.items()
        if scope.parent
    }
    for model in scopes:
        if not may_at_all(user, "view", model):
            continue
        rows = rows_for(user, "view", model._base_manager.all()).order_by()
        kind = ContentType.objects.get_for_model(model)
        keys = rows.values(trail_key=Cast("pk", CharField()))
        may_read |= Q(content_type=kind, object_id__in=keys)
        if model in parents:
            label = Value(f"{model._meta.label_lower}:")
            within = rows.values(trail_key=Concat(label, Cast("pk", CharField())))
            may_read |= Q(within__in=within)
    account = ContentType.objects.get_for_model(user)
    own = Q(content_type=account, object_id=str(user.pk))
    return (
        StatusChange.objects.alias(within=KeyTextTransform("within", "details"))
        .filter(may_read & ~Q(action="refused") | own)
        .select_related("actor", "content_type")
        .order_by("-position")
    )
