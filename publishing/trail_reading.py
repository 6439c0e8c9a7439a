"""Entries of the audit trail, read with a fixed number of queries."""

from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.db.models.fields.json import KeyTextTransform

from .acting import partner_names
from .models import StatusChange
from .snapshots import within_key
from .trail_words import tell


def about(row):
    """Return the entries about a row and what belongs to it, the newest first."""
    kind = ContentType.objects.get_for_model(row)
    return (
        StatusChange.objects.alias(within=KeyTextTransform("within", "details"))
        .filter(Q(content_type=kind, object_id=str(row.pk)) | Q(within=within_key(row)))
        .exclude(action="refused")
        .order_by("-position")
    )


def entries_of(row, limit=20):
    """Return the newest entries about a row, told in the reader's language.

    Whoever asks has seen to it that the reader may see the row. Refusals are not told:
    they concern who asked, not the row.
    """
    return told(about(row)[:limit])


def told(entries):
    """Return entries as they are read; three queries, however many there are."""
    if hasattr(entries, "select_related"):
        entries = entries.select_related("actor", "content_type")
    entries = list(entries)
    users = get_user_model()
    label = users._meta.label_lower
    keys = {
        entry.object_id
        for entry in entries
        if f"{entry.content_type.app_label}.{entry.content_type.model}" == label
    }
    names = {
        str(user.pk): user.get_full_name() or user.get_username()
        for user in users._default_manager.filter(pk__in=keys)
    }
    acted_for = {
        entry.details.get("on_behalf_of")
        for entry in entries
        if isinstance(entry.details, dict)
    }
    partners = partner_names({slug for slug in acted_for if isinstance(slug, str)})
    return [tell(entry, names, partners) for entry in entries]
