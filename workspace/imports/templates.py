"""Files to fill in: the header alone, or with all that one may import, CSV or .xlsx."""

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from publishing.csv_writing import csv_download
from publishing.private_pages import private_page
from publishing.workbooks import workbook
from services.models import Channel, Need, TargetGroup

from .cells import rows_to_fill_in
from .columns import COLUMNS
from .kinds import kinds_for

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMS = ("csv", "xlsx")


@require_safe
@private_page
def template(request, kind, form):
    """Answer a file to fill in; `?innhold=mitt` has the reader's rows in it."""
    found = {each.key: each for each in kinds_for(request.user)}.get(kind)
    if found is None or form not in FORMS:
        raise Http404
    columns = found.importer.columns
    rows = []
    if request.GET.get("innhold") == "mitt":
        rows = [
            [cells[column] for column in columns]
            for cells in rows_to_fill_in(found, request.user)
        ]
    name = f"{kind}.{form}"
    if form == "csv":
        return csv_download(name, columns, rows)
    about = (_("Explanation"), explanation(found))
    response = HttpResponse(
        workbook(str(found.words), columns, rows, about), content_type=WORKBOOK
    )
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def explanation(kind):
    """Return the rows of the sheet that explains the columns."""
    lines = [[_("Column"), _("Must be filled"), _("What to write"), _("Example")]]
    for column in COLUMNS[kind.key]:
        lines.append(
            [
                column.name,
                _("yes") if column.is_required else "",
                str(column.about),
                column.example,
            ]
        )
    for heading, terms in terms_of(kind):
        lines += [[], [heading, "", "", ""]]
        lines += [[term.slug, "", str(term), ""] for term in terms]
    return lines


def terms_of(kind):
    """Return the words of the lists that a file may use, by the name of the column."""
    if kind.key != "services":
        return []
    return [
        ("target_groups", TargetGroup.objects.all()),
        ("needs", Need.objects.all()),
        ("channels", Channel.objects.all()),
    ]
