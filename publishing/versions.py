"""Whether rows are still what they were, cheaply: for what a process keeps of them."""

from collections.abc import Sequence

from django.db import connection, models
from psycopg import sql


def versions_of(*groups: Sequence[type[models.Model]]) -> tuple[str, ...]:
    """Return a text for each group of models that no change leaves as it was.

    The system columns of PostgreSQL tell which transaction, and which command in it,
    wrote a row: any insert, update or delete changes their sums or the count. One
    query, which reads each table through.
    """
    parts = [
        sql.SQL("current_database() || {}").format(
            sql.SQL(" || ").join(
                sql.SQL(
                    "(SELECT concat_ws('.', ' ', count(*), sum(xmin::text::bigint),"
                    " sum(cmin::text::bigint)) FROM {})"
                ).format(sql.Identifier(model._meta.db_table))
                for model in group
            )
        )
        for group in groups
    ]
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("SELECT {}").format(sql.SQL(", ").join(parts)))
        return cursor.fetchone()
