"""The steps of a version as pages of the admin: told, asked for, taken, answered.

A page is only shown by GET; POST calls the operation, which asks for the right, locks
and records. What it refuses comes back as a sentence above all that was typed.
"""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from partners.access import may
from partners.models import Partner
from publishing.admin.base import REFUSED
from publishing.refusals import explain

from .. import operations
from ..life import StepRefused, kinds_of_parties
from ..models import AgreementVersion
from ..next_steps import FOR_A_PARTY, in_its_state, parties_of
from ..readiness import readiness
from ..text.version_text import version_text
from .base import TRIGGER_SENTENCES, why_locked
from .comments import WithComments
from .life_box import GRAVE, change_url, read_box, read_life
from .signing_page import shown_text
from .step_forms import FORMS, StepForm
from .step_words import LACKS, STEPS, reminders
from .uploads import BoundedUpload

TEMPLATES = "admin/agreements/agreementversion"


class WithSteps(WithComments):
    """For the admin of versions: the box on the page, and a page for each step."""

    change_form_template = f"{TEMPLATES}/change_form.html"

    def get_urls(self):
        own = [
            path(
                "<int:object_id>/steg/<slug:action>/",
                self.admin_site.admin_view(self.step_view),
                name="agreements_agreementversion_step",
            )
        ]
        return own + super().get_urls()

    def locked_because(self, obj):
        return why_locked(obj)

    def has_delete_permission(self, request, obj=None):
        """Return whether it may go: only a draft that nobody has ever signed."""
        allowed = super().has_delete_permission(request, obj)
        return allowed and (
            obj is None
            or (obj.state == AgreementVersion.State.DRAFT and obj.number is None)
        )

    def change_view(self, request, object_id, form_url="", extra_context=None):
        return super().change_view(
            request,
            object_id,
            form_url,
            {"show_save_and_add_another": False}
            | self.box_of(request, object_id)
            | (extra_context or {}),
        )

    def box_of(self, request, object_id):
        """Return the box for the template; nothing for a row that is not there."""
        version = self.get_object(request, object_id)
        if version is None or not self.has_view_or_change_permission(request, version):
            return {}
        today = timezone.localdate()
        return {"life": read_box(read_life(version, request.user, on=today), on=today)}

    @method_decorator(csrf_exempt)
    def step_view(self, request, object_id, action):
        """Answer a step's page; a file that is too big is dropped as it comes in."""
        if request.method == "POST":
            request.upload_handlers.insert(0, BoundedUpload(request))
        return self.protected_step_view(request, object_id, action)

    @method_decorator([require_http_methods(["GET", "HEAD", "POST"]), csrf_protect])
    def protected_step_view(self, request, object_id, action):
        if action not in STEPS:
            raise Http404
        version = self.get_object(request, str(object_id))
        if version is None:
            return self._get_obj_does_not_exist_redirect(
                request, self.opts, str(object_id)
            )
        if not self.has_view_or_change_permission(request, version):
            raise PermissionDenied
        life = read_life(version, request.user, on=timezone.localdate())
        if request.method == "POST":
            return self.take_step(request, life, action)
        step = life.step(action)
        if step is None:
            return self.tell_other_state(request, version)
        if step.done:
            self.message_user(
                request, _("This party has signed already."), messages.INFO
            )
            return HttpResponseRedirect(change_url(version))
        if not step.may:
            raise PermissionDenied
        return self.show_step(request, life, action, self.form_for(life, action))

    def tell_other_state(self, request, version):
        told = _("This cannot be done while the version is: %(state)s.")
        told %= {"state": version.get_state_display()}
        self.message_user(request, told, messages.WARNING)
        return HttpResponseRedirect(change_url(version))

    def take_step(self, request, life, action):
        """Take the step, or show the form again with all that was typed."""
        form = self.form_for(life, action, request)
        if not form.is_valid():
            if not may(life.standings, action, in_its_state(action, life.thing)):
                raise PermissionDenied
            return self.show_step(request, life, action, form)
        try:
            made = take(action, life, request.user, form.cleaned_data)
        except StepRefused as refusal:
            form.add_error(None, str(refusal))
        except REFUSED as error:
            sentence = explain(error, TRIGGER_SENTENCES)
            if sentence is None:
                raise
            form.add_error(None, sentence)
        else:
            self.tell_done(request, life.version, action, made)
            return HttpResponseRedirect(change_url(life.version))
        return self.show_step(request, life, action, form)

    def form_for(self, life, action, request=None):
        """Return the form of a step; with a request, filled in with what it sent."""
        given = {}
        if action in FOR_A_PARTY:
            # Who has signed, or comes too late, is told so by the operation.
            sent = parties_of(action, in_its_state(action, life.thing), life.standings)
            given["parties"] = life.choices(
                sent if request is not None else life.step(action).own
            )
        if action == "return_to_draft":
            given["reason_needed"] = any(
                hasattr(party, "signature") for party in life.parties
            )
        if request is not None:
            given |= {"data": request.POST, "files": request.FILES}
            given["too_large"] = getattr(request, "upload_too_large", False)
        return FORMS.get(action, StepForm)(**given)

    def show_step(self, request, life, action, form):
        version, words = life.version, STEPS[action]
        version.refresh_from_db(fields=["state"])
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": version,
            "version": version,
            "title": capfirst(str(words.name)),
            "subtitle": None,
            "does": words.does,
            "button": capfirst(str(words.name)),
            "is_grave": action in GRAVE,
            "form": form,
            "change_url": change_url(version),
        }
        if form.is_bound:
            form.ask_for_file_again()
        if action == "send_for_approval":
            context |= self.readiness_of(life)
        if action == "return_to_draft":
            context["falling"] = [
                party for party in life.parties if hasattr(party, "signature")
            ]
        if action == "sign":
            shown = shown_text(version)
            context["shown"] = shown
            if form.is_bound:
                form.show_text_anew(shown.digest)
            else:
                form.initial |= {
                    "digest": shown.digest,
                    "name": request.user.get_full_name(),
                }
        name = "sign" if action == "sign" else "step"
        return TemplateResponse(request, f"{TEMPLATES}/{name}.html", context)

    def readiness_of(self, life):
        kinds = kinds_of_parties(life.version)
        found = readiness(version_text(life.version), kinds)
        unanswered = life.version.comments.filter(answer="").count()
        return {
            "lacks": [LACKS[code] for code in found.lacks],
            "reminders": reminders(found.one_form, found.without_task, unanswered),
        }

    def tell_done(self, request, version, action, made):
        version.refresh_from_db(fields=["state", "number"])
        told = [STEPS[action].done % {"version": version}]
        if action == "sign":
            if version.state == AgreementVersion.State.SIGNED:
                told.append(
                    _("You were the last to sign: the text can no longer be changed.")
                )
            made = version.signed_documents.filter(
                partner=made.party.partner, recorded_at__gte=made.recorded_at
            ).last()
        if digest := getattr(made, "file_digest", ""):
            told.append(
                _("The digest of the file (SHA-256) is %(digest)s.")
                % {"digest": digest}
            )
        self.message_user(request, " ".join(told), messages.SUCCESS)


def take(action, life, actor, given):
    """Call the operation of a step with what the form gave; return what it made."""
    calls = {
        "send_for_comment": operations.send_for_comment,
        "send_for_approval": operations.send_for_approval,
        "return_to_draft": operations.return_to_draft,
        "withdraw": operations.withdraw,
        "terminate": operations.terminate,
        "archive": operations.archive,
        "sign": _sign,
        "add_document": _add_document,
    }
    return calls[action](life.version, actor=actor, **given)


def _sign(version, *, actor, partner, document, has_read, **given):
    return operations.sign(
        version,
        actor=actor,
        partner=Partner.objects.get(slug=partner),
        document=document.read() if document else None,
        **given,
    )


def _add_document(version, *, actor, partner, document):
    return operations.add_document(
        version,
        actor=actor,
        partner=Partner.objects.get(slug=partner),
        content=document.read(),
    )
