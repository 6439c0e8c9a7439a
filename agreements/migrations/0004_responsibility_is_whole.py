from django.db import migrations

# A responsibility without a group or a place would match nobody and look like an
# empty promise; party and clause of another version would cite the wrong text.
GUARD = [
    """
    CREATE FUNCTION responsibility_of_one_version() RETURNS trigger
    LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
    BEGIN
        IF NEW.version_id IS DISTINCT FROM (
            SELECT version_id FROM agreements_party WHERE id = NEW.party_id
        ) OR NEW.version_id IS DISTINCT FROM (
            SELECT version_id FROM agreements_clause WHERE id = NEW.clause_id
        ) THEN
            RAISE EXCEPTION 'Party and clause belong to the same version'
                USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME;
        END IF;
        RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER responsibility_of_one_version
    BEFORE INSERT OR UPDATE ON agreements_responsibility
    FOR EACH ROW EXECUTE FUNCTION responsibility_of_one_version()
    """,
    # Else a clause could leave its version, and what cites it would point elsewhere.
    """
    CREATE FUNCTION part_stays_in_its_version() RETURNS trigger
    LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'A part of a version does not move to another'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_NAME;
    END $$
    """,
    *(
        f"""
        CREATE TRIGGER {table}_stays_in_its_version
        BEFORE UPDATE OF version_id ON agreements_{table}
        FOR EACH ROW WHEN (OLD.version_id <> NEW.version_id)
        EXECUTE FUNCTION part_stays_in_its_version()
        """
        for table in ["clause", "party"]
    ),
    """
    CREATE FUNCTION responsibility_is_whole() RETURNS trigger
    LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
    DECLARE
        checked record;
    BEGIN
        -- A row of a group or municipality may leave one responsibility for another.
        FOR checked IN
            SELECT id, whole_county FROM agreements_responsibility
            WHERE CASE TG_TABLE_NAME
                WHEN 'agreements_responsibility' THEN
                    id = (to_jsonb(NEW) ->> 'id')::bigint
                ELSE id IN (
                    (to_jsonb(OLD) ->> 'responsibility_id')::bigint,
                    (to_jsonb(NEW) ->> 'responsibility_id')::bigint
                )
            END
        LOOP
            IF NOT EXISTS (
                SELECT 1 FROM agreements_responsibility_target_groups
                WHERE responsibility_id = checked.id
            ) THEN
                RAISE EXCEPTION 'A responsibility names at least one target group'
                    USING ERRCODE = 'check_violation',
                        CONSTRAINT = 'responsibility_has_group';
            END IF;
            IF checked.whole_county = EXISTS (
                SELECT 1 FROM agreements_responsibility_municipalities
                WHERE responsibility_id = checked.id
            ) THEN
                RAISE EXCEPTION
                    'A responsibility holds in the whole county or in municipalities'
                    USING ERRCODE = 'check_violation',
                        CONSTRAINT = 'responsibility_has_place';
            END IF;
        END LOOP;
        RETURN NULL;
    END $$
    """,
    *(
        f"""
        CREATE CONSTRAINT TRIGGER {table}_is_whole
        AFTER {events} ON agreements_{table}
        DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION responsibility_is_whole()
        """
        for table, events in [
            ("responsibility", "INSERT OR UPDATE"),
            ("responsibility_target_groups", "INSERT OR UPDATE OR DELETE"),
            ("responsibility_municipalities", "INSERT OR UPDATE OR DELETE"),
        ]
    ),
]

UNDO = [
    "DROP TRIGGER responsibility_municipalities_is_whole"
    " ON agreements_responsibility_municipalities",
    "DROP TRIGGER responsibility_target_groups_is_whole"
    " ON agreements_responsibility_target_groups",
    "DROP TRIGGER responsibility_is_whole ON agreements_responsibility",
    "DROP FUNCTION responsibility_is_whole()",
    "DROP TRIGGER party_stays_in_its_version ON agreements_party",
    "DROP TRIGGER clause_stays_in_its_version ON agreements_clause",
    "DROP FUNCTION part_stays_in_its_version()",
    "DROP TRIGGER responsibility_of_one_version ON agreements_responsibility",
    "DROP FUNCTION responsibility_of_one_version()",
]


class Migration(migrations.Migration):
    dependencies = [("agreements", "0003_freeze_signed_versions")]

    operations = [migrations.RunSQL(GUARD, UNDO)]
