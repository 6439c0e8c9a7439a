"""Who changed a row, as the tracked events know it."""

from collections import defaultdict

from django.contrib.auth import get_user_model


def event_model(model):
    """Return the model of a model's tracked events, or None when it has none."""
    return getattr(model, "pgh_event_models", {}).get("update")


def user_id(event):
    """Return the key of the user behind an event, or None."""
    context = event.pgh_context
    return (context.metadata.get("user") if context else None) or None


def names_of(events):
    """Return the name of each user behind some events, '' for nobody."""
    wanted = {user_id(event) for event in events if event} - {None}
    users = get_user_model()._default_manager.in_bulk(wanted)
    names = defaultdict(str)
    for pk, user in users.items():
        names[pk] = user.get_full_name() or user.get_username()
    return names


def last_editor(row):
    """Return the name of the person who changed the row last; '' when not known."""
    model = event_model(type(row))
    if model is None:
        return ""
    event = (
        model.objects.filter(pgh_obj=row.pk)
        .select_related("pgh_context")
        .order_by("-pgh_id")
        .first()
    )
    return names_of([event])[user_id(event)] if event else ""
