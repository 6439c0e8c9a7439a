from django.db import migrations

# A responsibility without a group or a place would match nobody and look like an
# empty promise; party and clause of another version would cite the wrong text.
GUARD = [
    """
    CREATE FUNCTION responsibility_of_one_version() RETURNS trigger
    LANGUAGE plpgsql AS $$
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
    """
    CREATE FUNCTION responsibility_is_whole() RETURNS trigger
    LANGUAGE plpgsql AS $$
    DECLARE
        checked bigint;
        everywhere boolean;
    BEGIN
        IF TG_TABLE_NAME = 'agreements_responsibility' THEN
            checked := NEW.id;
        ELSIF TG_OP = 'DELETE' THEN
            checked := OLD.responsibility_id;
        ELSE
            checked := NEW.responsibility_id;
        END IF;
        SELECT whole_county INTO everywhere
        FROM agreements_responsibility WHERE id = checked;
        IF NOT FOUND THEN
            RETURN NULL;
        END IF;
        IF NOT EXISTS (
            SELECT 1 FROM agreements_responsibility_target_groups
            WHERE responsibility_id = checked
        ) THEN
            RAISE EXCEPTION 'A responsibility names at least one target group'
                USING ERRCODE = 'check_violation',
                    CONSTRAINT = 'responsibility_has_group';
        END IF;
        IF everywhere = EXISTS (
            SELECT 1 FROM agreements_responsibility_municipalities
            WHERE responsibility_id = checked
        ) THEN
            RAISE EXCEPTION
                'A responsibility holds in the whole county or in named municipalities'
                USING ERRCODE = 'check_violation',
                    CONSTRAINT = 'responsibility_has_place';
        END IF;
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
            ("responsibility_target_groups", "INSERT OR DELETE"),
            ("responsibility_municipalities", "INSERT OR DELETE"),
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
    "DROP TRIGGER responsibility_of_one_version ON agreements_responsibility",
    "DROP FUNCTION responsibility_of_one_version()",
]


class Migration(migrations.Migration):
    dependencies = [("agreements", "0003_freeze_signed_versions")]

    operations = [migrations.RunSQL(GUARD, UNDO)]
