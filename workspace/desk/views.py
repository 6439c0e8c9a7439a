"""The front page of «Min side»."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from partners.models import Membership
from publishing.private_pages import private_page


@require_safe
@private_page
def desk(request):
    """Show for whom the person acts today."""
    memberships = (
        Membership.objects.valid_on(timezone.localdate())
        .filter(user=request.user)
        .select_related("partner")
    )
    return render(request, "workspace/desk/desk.html", {"memberships": memberships})
