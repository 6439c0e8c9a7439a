from django.db import migrations

# Weights 3 2 7 6 5 4 3 2, modulo 11; a remainder that would need the digit 10 is no
# number at all (Brønnøysundregistrene).
ORGANISATION_NUMBER = migrations.RunSQL(
    """
    CREATE FUNCTION is_organisation_number(number text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
        SELECT CASE WHEN number ~ '^[0-9]{9}$' THEN
            (11 - (
                3 * substr(number, 1, 1)::int + 2 * substr(number, 2, 1)::int
                + 7 * substr(number, 3, 1)::int + 6 * substr(number, 4, 1)::int
                + 5 * substr(number, 5, 1)::int + 4 * substr(number, 6, 1)::int
                + 3 * substr(number, 7, 1)::int + 2 * substr(number, 8, 1)::int
            ) % 11) % 11 = substr(number, 9, 1)::int
        ELSE false END
    $$
    """,
    "DROP FUNCTION is_organisation_number(text)",
)


class Migration(migrations.Migration):
    dependencies = []

    operations = [ORGANISATION_NUMBER]
