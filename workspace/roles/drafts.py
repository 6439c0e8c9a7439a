"""Writing a role's description, sending it, comparing it, and publishing it."""

from django.contrib import messages
from django.forms.models import model_to_dict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from agreements.models import RoleDescription
from agreements.roles import publishing, writing
from agreements.roles.changes import changes_between
from agreements.roles.overview import state_of
from partners.rights import may_do
from publishing.private_pages import private_page

from .answering import answer_step
from .forms import (
    DescriptionForm,
    EndForm,
    PublishForm,
    RoleForm,
    SendBackForm,
    SubmitForm,
)
from .members import members_to_write_for
from .views import crumbs_of, refuse_unless, role_of, show_role, version_of

FORM_PAGE = "workspace/roles/draft.html"


@require_http_methods(["GET", "POST"])
@private_page
def new_role(request):
    """Add a role of a member of the partnership, with its first draft."""
    members = members_to_write_for(request.user)
    refuse_unless(members)

    def show(form):
        return render(
            request,
            FORM_PAGE,
            {
                "form": form,
                "heading": _("A new role"),
                "crumbs": [
                    (_("My page"), reverse("workspace:desk")),
                    (_("Roles"), reverse("workspace:role_list")),
                    (_("A new role"), ""),
                ],
            },
        )

    def save(form):
        member = members[form.cleaned_data["whose"]]
        role = writing.write_role(
            member.partnership,
            partner=member.partner,
            names=form.names(),
            actor=request.user,
        )
        writing.write_description(role, values=form.values(), actor=request.user)
        messages.success(request, _("The draft is saved. Only you who write see it."))
        return reverse("workspace:role", args=[role.slug])

    return answer_step(
        request,
        RoleForm,
        show=show,
        save=save,
        about=None,
        choices=[
            (key, f"{member.partner} – {member.partnership}")
            for key, member in members.items()
        ],
    )


@require_http_methods(["GET", "POST"])
@private_page
def draft(request, slug):
    """Write on in the draft; without one, open a version from the one before."""
    role = role_of(request, slug)
    state = state_of(role, timezone.localdate())
    if state.draft is not None:
        refuse_unless(may_do(request.user, "change", state.draft))
    else:
        fresh = RoleDescription(role=role, status="draft")
        refuse_unless(may_do(request.user, "add", fresh))

    def show(form):
        heading = _("Draft: %(role)s") % {"role": role.name}
        return render(
            request,
            FORM_PAGE,
            {
                "form": form,
                "role": role,
                "state": state,
                "heading": heading,
                "crumbs": crumbs_of(role, _("Draft")),
            },
        )

    def save(form):
        writing.write_description(
            role, draft=state.draft, values=form.values(), actor=request.user
        )
        messages.success(request, _("The draft is saved. Only you who write see it."))
        return reverse("workspace:role", args=[slug])

    options = {"row": state.draft} if state.draft else {"initial": _copied(state)}
    return answer_step(
        request,
        DescriptionForm,
        show=show,
        save=save,
        about=state.draft or role,
        **options,
    )


@require_http_methods(["GET", "POST"])
@private_page
def submit(request, slug):
    """Send the draft to the coordinator."""
    role, found = _draft_of(request, slug, "submit")

    def save(_form):
        writing.submit_description(found, actor=request.user)
        messages.success(
            request, _("The draft is sent. The coordinator publishes it or answers.")
        )
        return reverse("workspace:role", args=[slug])

    def show(_form):
        return show_role(request, role)

    return answer_step(request, SubmitForm, show=show, save=save, about=found)


@require_http_methods(["GET", "POST"])
@private_page
def send_back(request, slug):
    """Send the draft back to the partner, with what is to be changed."""
    role, found = _draft_of(request, slug, "send_back")

    def save(form):
        writing.return_description(
            found, reason=form.cleaned_data["reason"], actor=request.user
        )
        messages.success(request, _("The draft is sent back to the partner."))
        return reverse("workspace:role", args=[slug])

    heading = _("Send the draft back")
    return answer_step(
        request,
        SendBackForm,
        show=_page(request, role, heading),
        save=save,
        about=found,
    )


@require_http_methods(["GET", "POST"])
@private_page
def publish(request, slug):
    """Compare the draft with the version before, and let everybody see it."""
    role, found = _draft_of(request, slug, "publish")
    state = state_of(role, timezone.localdate())
    before = state.current or next(iter(state.versions), None)

    def show(form):
        if form.is_bound:
            # What the page shows now is what is read before it is sent again.
            form.data = form.data.copy()
            form.data["seen"] = publishing.digest_of(found)
        return render(
            request,
            "workspace/roles/publish.html",
            {
                "form": form,
                "role": role,
                "draft": found,
                "before": before,
                "changes": _told(before and before.description, found),
                "heading": _("Publish the description?"),
                "crumbs": crumbs_of(role, _("Publish")),
            },
        )

    def save(form):
        publishing.publish_description(
            found, seen=form.cleaned_data["seen"], actor=request.user
        )
        messages.success(
            request,
            _(
                "The description is public. The partner is asked to accept the role;"
                " until then the page says that it is not accepted yet."
            ),
        )
        return reverse("workspace:role", args=[slug])

    return answer_step(
        request,
        PublishForm,
        show=show,
        save=save,
        about=found,
        initial={"seen": publishing.digest_of(found)},
    )


@require_http_methods(["GET", "POST"])
@private_page
def end(request, slug, number):
    """Let a public version end on a day."""
    role = role_of(request, slug)
    description = version_of(role, number)
    refuse_unless(may_do(request.user, "end", description))

    def save(form):
        publishing.end_description(
            description,
            last_day=form.cleaned_data["last_day"],
            actor=request.user,
        )
        messages.success(request, _("The last day is set."))
        return reverse("workspace:role", args=[slug])

    heading = _("End version %(number)s") % {"number": number}
    return answer_step(
        request,
        EndForm,
        show=_page(request, role, heading),
        save=save,
        about=description,
    )


def _page(request, role, heading):
    """Return a function that shows a form about a role under a heading."""

    def show(form):
        return render(
            request,
            "workspace/form/page.html",
            {"form": form, "heading": heading, "crumbs": crumbs_of(role, heading)},
        )

    return show


def _draft_of(request, slug, action):
    """Return a role and its draft; 404 without one, or without the right to do this."""
    role = role_of(request, slug)
    found = state_of(role, timezone.localdate()).draft
    refuse_unless(found is not None and may_do(request.user, action, found))
    return role, found


def _copied(state):
    """Return what a new version begins with: the one before, without its days."""
    before = state.current or next(iter(state.versions), None)
    if before is None:
        return {}
    return model_to_dict(before.description, [*writing.TEXTS, "holder", "deputy"])


def _told(before, after):
    """Return what differs, each with the label of its field."""
    empty = dict.fromkeys([*writing.TEXTS, "holder", "deputy"], "")
    old = model_to_dict(before, empty) if before else empty
    return [
        (RoleDescription._meta.get_field(change.name).verbose_name, change)
        for change in changes_between(old, model_to_dict(after, empty))
    ]
