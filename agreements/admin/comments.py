"""Comments on a version: what the parties say of it clause by clause, and answers."""

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from partners.access import may
from partners.models import Partner

from .. import commenting
from ..life import StepRefused
from ..models import Clause, Comment
from ..next_steps import in_its_state
from .life_box import change_url, read_life
from .step_forms import partner_field, text_field


@dataclass(frozen=True)
class Said:
    """A comment, and the form for its answer; None when it is not for the reader."""

    comment: Comment
    form: forms.Form | None


@dataclass(frozen=True)
class Place:
    """A clause with what was said of it; `clause` is None for the text as a whole.

    `number` tells its place on the page, from 1.

    `gone` is the key of a clause that was commented on and is no longer there.
    """

    number: int
    clause: Clause | None
    gone: str
    said: tuple[Said, ...]

    @property
    def unanswered(self) -> int:
        return sum(not each.comment.answer for each in self.said)


class CommentForm(forms.Form):
    partner = partner_field(gettext_lazy("On behalf of"))
    clause_key = forms.ChoiceField(
        label=gettext_lazy("Which clause it is about"),
        required=False,
        error_messages={
            "invalid_choice": gettext_lazy(
                "The clause is not in this text. Choose another."
            )
        },
    )
    text = text_field(
        label=gettext_lazy("Comment"),
        error_messages={"required": gettext_lazy("Write the comment.")},
    )

    def __init__(self, *args, parties=(), clauses=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["partner"].choices = parties
        if len(parties) == 1:
            self.fields["partner"].initial = parties[0][0]
        self.fields["clause_key"].choices = [
            ("", _("The text as a whole")),
            *((clause.key, str(clause)) for clause in clauses),
        ]


class AnswerForm(forms.Form):
    text = text_field(
        rows=3,
        label=gettext_lazy("Answer"),
        error_messages={"required": gettext_lazy("Write the answer.")},
    )


class WithComments:
    """For the admin of versions: a page with the comments."""

    def get_urls(self):
        own = [
            path(
                "<int:object_id>/kommentarer/",
                self.admin_site.admin_view(self.comments_view),
                name="agreements_agreementversion_comments",
            )
        ]
        return own + super().get_urls()

    @method_decorator(require_http_methods(["GET", "HEAD", "POST"]))
    def comments_view(self, request, object_id):
        version = self.get_object(request, str(object_id))
        if version is None:
            return self._get_obj_does_not_exist_redirect(
                request, self.opts, str(object_id)
            )
        if not self.has_view_or_change_permission(request, version):
            raise PermissionDenied
        page = CommentsPage(version, request.user)
        if request.method == "POST":
            done = page.take(request.POST)
            if done:
                self.message_user(request, done, messages.SUCCESS)
                address = reverse(
                    "admin:agreements_agreementversion_comments", args=[version.pk]
                )
                return HttpResponseRedirect(address)
        else:
            page.begin(request.GET.get("punkt", ""))
        places = page.places()
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": version,
            "version": version,
            "title": _("Comments on the text"),
            "subtitle": None,
            "form": page.form,
            "wrong": page.wrong,
            "places": places,
            "commented": [place for place in places if place.said],
            "change_url": change_url(version),
        }
        return TemplateResponse(
            request, "admin/agreements/agreementversion/comments.html", context
        )


class CommentsPage:
    """The forms of the page, as far as the reader may fill them in.

    `wrong` is the form that was sent and could not be saved, None when there is none.
    """

    def __init__(self, version, user):
        self.version, self.user = version, user
        self.life = read_life(version, user, on=timezone.localdate())
        self.clauses = list(version.clauses.order_by("position", "pk"))
        self.form = self.wrong = self.answered = None

    def begin(self, clause_key):
        """Give an empty form, about one clause when the address names it."""
        if parties := self.parties(self.life.thing):
            self.form = CommentForm(
                parties=parties,
                clauses=self.clauses,
                initial={"clause_key": clause_key},
            )

    def parties(self, thing):
        """Return the partners that the reader may comment for, as choices."""
        slugs = [
            standing.partner
            for standing in self.life.standings
            if may([standing], "comment", thing)
        ]
        return self.life.choices(tuple(dict.fromkeys(slugs)))

    def take(self, sent):
        """Save what was sent and return what to tell; '' when a form is shown again."""
        if written := self.comment_called(sent.get("answer_to", "")):
            return self.answer(written, sent)
        return self.comment(sent)

    def comment_called(self, key):
        """Return the comment that is answered, None when none is."""
        if not (key.isdecimal() and len(key) < 19):
            return None
        return self.version.comments.filter(pk=key).first()

    def comment(self, sent):
        # Who comes too late is told so by the operation, and keeps the text.
        parties = self.parties(in_its_state("comment", self.life.thing))
        self.form = self.wrong = CommentForm(
            sent, parties=parties, clauses=self.clauses
        )
        if not parties:
            raise PermissionDenied
        if not self.form.is_valid():
            return ""
        given = dict(self.form.cleaned_data)
        partner = Partner.objects.get(slug=given.pop("partner"))
        try:
            commenting.comment(self.version, partner=partner, actor=self.user, **given)
        except StepRefused as refusal:
            self.form.add_error(None, str(refusal))
            return ""
        return _("The comment is kept. Everybody who works on the text can read it.")

    def answer(self, written, sent):
        self.begin("")
        form = AnswerForm(sent, prefix=f"answer-{written.pk}")
        self.wrong, self.answered = form, written.pk
        thing = in_its_state("answer", self.life.thing)
        if not may(self.life.standings, "answer", thing):
            raise PermissionDenied
        if not form.is_valid():
            return ""
        try:
            commenting.answer(written, text=form.cleaned_data["text"], actor=self.user)
        except StepRefused as refusal:
            form.add_error(None, str(refusal))
            return ""
        return _("The answer is kept.")

    def places(self):
        """Return the text as a whole, every clause, and clauses that are gone."""
        said = {}
        for comment in self.version.comments.select_related("partner", "author"):
            said.setdefault(comment.clause_key, []).append(
                Said(comment, self.answer_form(comment))
            )
        spoken = [(None, "", said.pop("", ()))]
        spoken += [(clause, "", said.pop(clause.key, ())) for clause in self.clauses]
        spoken += [(None, key, rest) for key, rest in said.items()]
        return [
            Place(number, clause, gone, tuple(rest))
            for number, (clause, gone, rest) in enumerate(spoken, start=1)
        ]

    def answer_form(self, comment):
        if comment.pk == self.answered:
            return self.wrong
        may_answer = may(self.life.standings, "answer", self.life.thing)
        if comment.answer or not may_answer:
            return None
        return AnswerForm(prefix=f"answer-{comment.pk}")
