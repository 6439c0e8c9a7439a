from django.db import migrations

# Minutes since Monday 00:00; what passes Sunday midnight begins the week anew. Closing
# at or before opening means the next day. A closed exception fills its whole day.
OPENING_MINUTES = migrations.RunSQL(
    [
        """
        CREATE FUNCTION week_minutes(weekday integer, opens time, closes time)
        RETURNS int4multirange LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
            SELECT int4multirange(
                int4range(first, least(last, 10080)),
                int4range(0, greatest(last - 10080, 0))
            )
            FROM (
                SELECT
                    (weekday - 1) * 1440 + (extract(epoch FROM opens) / 60)::int
                        AS first,
                    (weekday - 1) * 1440 + (extract(epoch FROM closes) / 60)::int
                        + CASE WHEN closes <= opens THEN 1440 ELSE 0 END AS last
            ) AS minutes
        $$
        """,
        """
        CREATE FUNCTION day_minutes(opens time, closes time)
        RETURNS int4range LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
            SELECT CASE WHEN opens IS NULL THEN int4range(0, 1440) ELSE
                int4range(
                    (extract(epoch FROM opens) / 60)::int,
                    (extract(epoch FROM closes) / 60)::int
                        + CASE WHEN closes <= opens THEN 1440 ELSE 0 END
                ) END
        $$
        """,
    ],
    [
        "DROP FUNCTION week_minutes(integer, time, time)",
        "DROP FUNCTION day_minutes(time, time)",
    ],
)


class Migration(migrations.Migration):
    dependencies = []

    operations = [OPENING_MINUTES]
