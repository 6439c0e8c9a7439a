"""Rows and all that stand above them, where a row names its own parent."""

from collections.abc import Iterable, Sequence

from django.db import connection, models
from psycopg import sql


def with_all_above(
    model: type[models.Model], slugs: Iterable[str], columns: Sequence[str]
) -> dict[int, dict]:
    """Return the `columns` of rows, by id, and of everything above them. One query.

    The rows are named by slug; `parent_id` is the next one up, and a circle ends.
    """
    fields = sql.SQL(", ").join(map(sql.Identifier, columns))
    of_next = sql.SQL(", ").join(sql.Identifier("next", column) for column in columns)
    query = sql.SQL(
        "WITH RECURSIVE line AS ("
        " SELECT id, parent_id AS above, {fields} FROM {table} WHERE slug = ANY (%s)"
        " UNION"
        " SELECT next.id, next.parent_id, {of_next} FROM {table} AS next"
        " JOIN line ON next.id = line.above"
        ") SELECT id, {fields} FROM line"
    ).format(fields=fields, of_next=of_next, table=sql.Identifier(model._meta.db_table))
    with connection.cursor() as cursor:
        cursor.execute(query, [sorted(slugs)])
        return {pk: dict(zip(columns, values, strict=True)) for pk, *values in cursor}
