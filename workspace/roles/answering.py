"""How a page about a role answers a step that may be refused."""

from django.core.exceptions import ValidationError

from agreements.life import StepRefused
from publishing.forms import answer_form
from publishing.operations import record_refusal


def answer_step(request, form_class, *, show, save, about, **options):
    """As `answer_form`; what an operation refuses stands in the form and in the trail.

    The operation's own entry goes with the transaction that is taken back, so it is
    written here, afterwards. PermissionDenied goes on, and is recorded by whoever
    answers it.
    """
    refusals = []

    def saving(form):
        try:
            return save(form)
        except StepRefused as refusal:
            refusals.append(str(refusal))
            raise ValidationError(str(refusal)) from refusal

    response = answer_form(request, form_class, show=show, save=saving, **options)
    for sentence in refusals:
        record_refusal(actor=request.user, reason=sentence, about=about)
    return response
