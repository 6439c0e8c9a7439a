"""The roles of a person's partners, and of a coordinator's county; and the answers."""

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from agreements.models import Role, RoleDescription
from agreements.role_reading import with_answers
from agreements.roles.answering import acknowledge, object_to
from agreements.roles.overview import ENDING, VACANT, roles_as_kept, state_of
from partners.rights import may_do, rows_for
from publishing.models import StatusChange
from publishing.paging import page_of
from publishing.private_pages import private_page

from .answering import answer_step
from .forms import AcceptForm, ObjectionForm, SubmitForm
from .members import members_to_write_for

ROWS_PER_PAGE = 30
# What a filter is called in the address, its words, and which roles it leaves.
FILTERS = {
    "ikke-godtatt": lambda state: state.to_answer is not None,
    "innvendinger": lambda state: (
        state.current is not None and state.current.agreement == "objected"
    ),
    "uten-innehaver": lambda state: state.vacancy in (VACANT, ENDING),
    "utkast": lambda state: state.draft is not None,
}


@require_safe
@private_page
def role_list(request):
    """Show every role the person may see, with what each one waits for."""
    states = roles_as_kept(
        rows_for(request.user, "view", Role.objects.all()), timezone.localdate()
    )
    chosen = request.GET.get("vis", "")
    shown = [state for state in states if FILTERS.get(chosen, _all)(state)]
    words = {
        "": _("All roles"),
        "ikke-godtatt": _("Wait for an answer"),
        "innvendinger": _("Objections"),
        "uten-innehaver": _("Without a holder"),
        "utkast": _("Drafts"),
    }
    return render(
        request,
        "workspace/roles/role_list.html",
        {
            "page": page_of(shown, request.GET.get("side"), ROWS_PER_PAGE),
            "has_roles": bool(states),
            "filters": [
                {
                    "label": f"{label} ({_count(states, name)})",
                    "url": f"?vis={name}" if name else "?",
                    "current": name == (chosen if chosen in FILTERS else ""),
                }
                for name, label in words.items()
            ],
            "may_add": bool(members_to_write_for(request.user)),
            "crumbs": [_home(), (_("Roles"), "")],
        },
    )


@require_safe
@private_page
def role_detail(request, slug):
    """Show one role: what holds, who accepts it, the draft, and what one can do."""
    role = role_of(request, slug)
    return show_role(request, role)


@require_http_methods(["GET", "POST"])
@private_page
def accept(request, slug, number):
    """Accept a version for the partner whose role it is."""
    role = role_of(request, slug)
    description = version_of(role, number)
    if request.method != "POST":
        return redirect("workspace:role", slug)

    def save(_form):
        acknowledge(description, actor=request.user)
        messages.success(
            request, _("You have accepted the role. Everybody can see it now.")
        )
        return reverse("workspace:role", args=[slug])

    return answer_step(
        request,
        AcceptForm,
        show=lambda form: show_role(request, role, accept_form=form),
        save=save,
        about=description,
    )


@require_http_methods(["GET", "POST"])
@private_page
def object_to_role(request, slug, number):
    """Object to a version, with a reason that everybody can read."""
    role = role_of(request, slug)
    description = version_of(role, number)
    refuse_unless(may_do(request.user, "object", description))

    def show(form):
        return render(
            request,
            "workspace/roles/objection.html",
            {
                "form": form,
                "role": role,
                "description": description,
                "heading": _("Object to the role"),
                "crumbs": crumbs_of(role, _("Object")),
            },
        )

    def save(form):
        object_to(
            description,
            reason=form.cleaned_data["reason"],
            language=get_language() or "nb",
            actor=request.user,
        )
        messages.success(
            request,
            _(
                "Your objection is published."
                " The coordinator of the county sees it too."
            ),
        )
        return reverse("workspace:role", args=[slug])

    return answer_step(request, ObjectionForm, show=show, save=save, about=description)


def role_of(request, slug):
    """Return a role that the reader may see; a stranger's answers like none at all."""
    descriptions = with_answers(RoleDescription.objects.order_by("-number"))
    seen = rows_for(request.user, "view", Role.objects.all())
    return get_object_or_404(
        seen.select_related("partner", "partnership__county").prefetch_related(
            Prefetch("descriptions", queryset=descriptions)
        ),
        slug=slug,
    )


def version_of(role, number):
    """Return a version that has been public; raise Http404 for any other number."""
    for description in role.descriptions.all():
        if description.number == number and description.status != "draft":
            description.role = role
            return description
    raise Http404


def refuse_unless(allowed):
    """Raise Http404 where the reader has nothing to do."""
    if not allowed:
        raise Http404


def show_role(request, role, accept_form=None):
    state = state_of(role, timezone.localdate())
    asked = state.to_answer or state.current
    user = request.user
    may_answer = asked is not None and may_do(user, "acknowledge", asked.description)
    draft = state.draft
    return render(
        request,
        "workspace/roles/role_detail.html",
        {
            "role": role,
            "state": state,
            "asked": asked,
            "may_answer": may_answer,
            "accept_form": accept_form or AcceptForm(user=user, auto_id=False),
            "form": accept_form,
            "submit_form": SubmitForm(user=user, auto_id=False),
            "may_write": may_do(
                user, "add", RoleDescription(role=role, status="draft")
            ),
            "may_submit": draft is not None and may_do(user, "submit", draft),
            "may_publish": draft is not None and may_do(user, "publish", draft),
            "may_end": state.current is not None
            and may_do(user, "end", state.current.description),
            "sent_back": _sent_back(draft),
            "crumbs": crumbs_of(role),
        },
    )


def crumbs_of(role, *rest):
    """Return the way to a page about a role."""
    way = [_home(), (_("Roles"), reverse("workspace:role_list"))]
    if not rest:
        return [*way, (role.name, "")]
    own = (role.name, reverse("workspace:role", args=[role.slug]))
    return [*way, own, *((words, "") for words in rest)]


def _sent_back(draft):
    """Return the latest entry that sent the draft back, if it still waits for words."""
    if draft is None or draft.submitted_at:
        return None
    return (
        StatusChange.objects.filter(
            content_type__app_label="agreements",
            content_type__model="roledescription",
            object_id=str(draft.pk),
            action="send_back",
        )
        .order_by("-position")
        .first()
    )


def _home():
    return (_("My page"), reverse("workspace:desk"))


def _all(_state):
    return True


def _count(states, name):
    return sum(1 for state in states if FILTERS.get(name, _all)(state))
