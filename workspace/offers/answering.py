"""How pages about services and places answer: own rows only, refusals recorded."""

from functools import wraps

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponseRedirect
from django.views.decorators.http import require_http_methods, require_POST

from partners.rights import rows_for
from publishing.forms import answer_form
from publishing.operations import record_refusal
from publishing.private_pages import private_page
from publishing.proposals import ProposalRefused

from .things import THINGS

page = require_http_methods(["GET", "HEAD", "POST"])


def of_a_row(action):
    """Give a view the row of its address, when the reader may do `action` with it.

    Somebody else's row and no row answer the same. The right is asked again by the
    operation; when it is gone by then, that is recorded and answers 404 too.
    """

    def decorate(view):
        @private_page
        @wraps(view)
        def answer(request, kind, slug, **kwargs):
            thing = THINGS[kind]
            row = rows_for(request.user, action, thing.rows()).filter(slug=slug).first()
            if row is None:
                raise Http404
            try:
                return view(request, thing, row, **kwargs)
            except PermissionDenied as refusal:
                record_refusal(actor=request.user, about=row, reason=str(refusal))
                raise Http404 from refusal

        return answer

    return decorate


def answer_proposal(request, form_class, *, row, show, save, about=None, **options):
    """Answer a page with a form; a step that is refused now is told in the form."""
    refused = []

    def save_or_tell(form):
        try:
            return save(form)
        except ProposalRefused as refusal:
            refused.append(refusal)
            raise ValidationError(str(refusal)) from refusal

    response = answer_form(
        request, form_class, show=show, save=save_or_tell, row=row, **options
    )
    for refusal in refused:
        # The first record went with the transaction that was refused.
        record_refusal(actor=request.user, about=about or row, reason=str(refusal))
    return response


def step_by_button(words):
    """Answer a button that takes one step: do it, say so, go back to the row's page.

    `words` is what is said when it is done. The view takes the step.
    """

    def decorate(view):
        @require_POST
        @wraps(view)
        def answer(request, thing, row, **kwargs):
            try:
                view(request, thing, row, **kwargs)
            except ProposalRefused as refusal:
                messages.error(request, str(refusal))
            else:
                messages.success(request, words)
            return HttpResponseRedirect(thing.url(slug=row.slug))

        return answer

    return decorate
