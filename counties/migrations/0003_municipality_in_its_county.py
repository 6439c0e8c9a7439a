from django.db import migrations

# The first two digits of a municipality's code are its county's, and the county is
# valid as long as the municipality (SSB Klass 131 and 104).
GUARD = [
    """
    CREATE FUNCTION municipality_in_its_county() RETURNS trigger
    LANGUAGE plpgsql AS $$
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
        RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER municipality_in_its_county
    BEFORE INSERT OR UPDATE ON counties_municipality
    FOR EACH ROW EXECUTE FUNCTION municipality_in_its_county()
    """,
]

UNDO = [
    "DROP TRIGGER municipality_in_its_county ON counties_municipality",
    "DROP FUNCTION municipality_in_its_county()",
]


class Migration(migrations.Migration):
    dependencies = [("counties", "0002_models")]

    operations = [migrations.RunSQL(GUARD, UNDO)]
