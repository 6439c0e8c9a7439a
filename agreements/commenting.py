"""What the parties say of a text while it lies out for comment, and the answers."""

from datetime import datetime

from django.utils.translation import gettext as _

from partners.models import Partner

from .life import StepRefused
from .models import AgreementVersion, Comment
from .stepping import Actor, instant, person, record, step


def comment(
    version: AgreementVersion,
    *,
    partner: Partner,
    text: str,
    actor: Actor,
    clause_key: str = "",
    at: datetime | None = None,
) -> Comment:
    """Comment on a version for a partner; `clause_key` '' is the text as a whole.

    Raise StepRefused without a text, and for a clause that is not there.
    """
    with step(version, "comment", actor, at, own=partner) as locked:
        if not text.strip():
            raise StepRefused(_("Write the comment."))
        if clause_key and not locked.clauses.filter(key=clause_key).exists():
            raise StepRefused(_("The clause is not in this text. Choose another."))
        made = Comment.objects.create(
            version=locked,
            clause_key=clause_key,
            partner=partner,
            author=person(actor),
            text=text.strip(),
            written_at=instant(at),
        )
        details = {"comment": made.pk, "party": partner.slug, "clause": clause_key}
        record(locked, "comment", actor, at, details=details)
        return made


def answer(
    written: Comment, *, text: str, actor: Actor, at: datetime | None = None
) -> Comment:
    """Answer a comment, once; return it as it now stands.

    Raise StepRefused without a text, and when it has been answered.
    """
    with step(written.version, "answer", actor, at) as locked:
        found = Comment.objects.select_for_update().get(pk=written.pk)
        if not text.strip():
            raise StepRefused(_("Write the answer."))
        if found.answer:
            raise StepRefused(_("This comment has been answered already."))
        found.answer, found.answered_at = text.strip(), instant(at)
        found.save(update_fields=["answer", "answered_at"])
        record(locked, "answer", actor, at, details={"comment": found.pk})
        return found
