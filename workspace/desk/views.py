"""The front page of «Min side»."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from partners.standing import held_by
from publishing.private_pages import private_page


@require_safe
@private_page
def desk(request):
    """Show for whom the person acts today."""
    memberships = held_by(request.user, timezone.localdate()).select_related("partner")
    return render(request, "workspace/desk/desk.html", {"memberships": memberships})
