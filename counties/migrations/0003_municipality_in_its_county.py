from django.db import migrations

# The first two digits of a municipality's code are its county's, and the county is
# valid as long as the municipality (SSB Klass 131 and 104).
GUARD = [
    """
    CREATE FUNCTION municipality_in_its_county() RETURNS trigger
    LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
    BEGIN
        IF NOT EXISTS (
            SELECT 1 FROM counties_county AS county
            WHERE county.id = NEW.county_id
                AND county.code = left(NEW.code, 2)
                AND daterange(NEW.valid_from, NEW.valid_to, '[]')
                    <@ daterange(county.valid_from, county.valid_to, '[]')
        ) THEN
            RAISE EXCEPTION 'Municipality % does not lie in that county in its period',
                NEW.code
                USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME;
        END IF;
        RETURN NULL;
    END $$
    """,
    # After the row's own rules: a reversed period is refused by its own name.
    """
    CREATE TRIGGER municipality_in_its_county
    AFTER INSERT OR UPDATE ON counties_municipality
    FOR EACH ROW EXECUTE FUNCTION municipality_in_its_county()
    """,
    # At commit, for a county may end together with its municipalities.
    """
    CREATE FUNCTION county_holds_its_municipalities() RETURNS trigger
    LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
    BEGIN
        IF EXISTS (
            SELECT 1 FROM counties_county AS county
            JOIN counties_municipality AS municipality
                ON municipality.county_id = county.id
            WHERE county.id = NEW.id AND NOT (
                county.code = left(municipality.code, 2)
                AND daterange(municipality.valid_from, municipality.valid_to, '[]')
                    <@ daterange(county.valid_from, county.valid_to, '[]')
            )
        ) THEN
            RAISE EXCEPTION 'County % has municipalities outside its code or period',
                NEW.code
                USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME;
        END IF;
        RETURN NULL;
    END $$
    """,
    """
    CREATE CONSTRAINT TRIGGER county_holds_its_municipalities
    AFTER UPDATE OF code, valid_from, valid_to ON counties_county
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION county_holds_its_municipalities()
    """,
]

UNDO = [
    "DROP TRIGGER county_holds_its_municipalities ON counties_county",
    "DROP FUNCTION county_holds_its_municipalities()",
    "DROP TRIGGER municipality_in_its_county ON counties_municipality",
    "DROP FUNCTION municipality_in_its_county()",
]


class Migration(migrations.Migration):
    dependencies = [("counties", "0002_models")]

    operations = [migrations.RunSQL(GUARD, UNDO)]
