"""What coordinators and partners look at before they decide."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agreements import life
from agreements.impact_reading import impact_of
from agreements.models import AgreementVersion
from agreements.phrases import shortened, written_day
from publishing.private_pages import private_page

from .impact_page import page_of


@require_safe
@private_page
def impact(request, public_id):
    """Show what a draft would change; `dato` is the day it is compared with.

    A draft that somebody may not see answers as one that is not there. What has been
    signed is no draft any more, and is read on its own page.
    """
    today = timezone.localdate()
    version = (
        AgreementVersion.objects.select_related("agreement__partnership__county")
        .filter(public_id=public_id)
        .first()
    )
    if version is None or not life.may_act(request.user, "view", version, on=today):
        raise Http404
    if version.state == AgreementVersion.State.SIGNED:
        return redirect(version)
    asked = request.GET.get("dato", "").strip()
    day = written_day(asked)
    found = impact_of(version, on=day or today)
    title = version.agreement.title
    crumbs = [(_("Agreements"), reverse("agreements:list"))]
    if found.replaced:
        crumbs.append((title, version.agreement.get_absolute_url()))
    return render(
        request,
        "national_goals/impact.html",
        {
            "impact": found,
            "page": page_of(found),
            "version": version,
            "agreement": version.agreement,
            "county": version.agreement.partnership.county,
            "is_today": found.day == today,
            "misread": shortened(asked) if asked and day is None else "",
            "crumbs": [*crumbs, (_("What the draft changes"), "")],
        },
    )
