"""Opening hours of a place: the ordinary week, and the days that are different."""

from django.contrib import messages
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from guidance_centres.operations import set_exceptions, set_week

from .answering import answer_proposal, of_a_row, page
from .hours_forms import ExceptionsForm, WeekForm
from .views import crumbs_of


@page
@of_a_row("change")
def week(request, thing, row):
    """Show and save the ordinary weeks of a place."""

    def save(form):
        if set_week(row, wanted=form.wanted, actor=request.user):
            messages.success(request, _("Saved. It is what people read from now on."))
        return thing.url("hours", slug=row.slug)

    return _answer(
        request,
        thing,
        row,
        WeekForm,
        save,
        template="week",
        heading=_("Opening hours: %(name)s") % {"name": row.name},
        here=_("Opening hours"),
        new_season=request.GET.get("sesong") == "ny",
    )


@page
@of_a_row("change")
def exceptions(request, thing, row):
    """Show and save the days that are different, those to come."""
    today = timezone.localdate()

    def save(form):
        if set_exceptions(row, wanted=form.wanted, actor=request.user, from_day=today):
            messages.success(request, _("Saved. It is what people read from now on."))
        return thing.url("exceptions", slug=row.slug)

    return _answer(
        request,
        thing,
        row,
        ExceptionsForm,
        save,
        template="exceptions",
        heading=_("Days that are different: %(name)s") % {"name": row.name},
        here=_("Days that are different"),
        from_day=today,
    )


def _answer(request, thing, row, form_class, save, *, template, heading, here, **given):
    def show(form):
        return render(
            request,
            f"workspace/offers/{template}.html",
            {
                "thing": thing,
                "row": row,
                "form": form,
                "heading": heading,
                "crumbs": crumbs_of(thing, row, here),
                "hours_url": thing.url("hours", slug=row.slug),
                "exceptions_url": thing.url("exceptions", slug=row.slug),
            },
        )

    return answer_proposal(request, form_class, row=row, show=show, save=save, **given)
