from django.db import migrations

# The trail is only ever added to. The head is moved by the insert itself, with the
# owner's rights, so that the application's role needs no right to write it.
GUARDS = [
    """
    CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'Rows of % are only ever added', TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_NAME;
    END $$
    """,
    """
    CREATE TRIGGER statuschange_append_only
    BEFORE UPDATE OR DELETE ON publishing_statuschange
    FOR EACH ROW EXECUTE FUNCTION refuse_change()
    """,
    """
    CREATE TRIGGER statuschange_no_truncate
    BEFORE TRUNCATE ON publishing_statuschange
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
    """,
    """
    CREATE TRIGGER check_append_only
    BEFORE UPDATE OR DELETE ON publishing_check
    FOR EACH ROW EXECUTE FUNCTION refuse_change()
    """,
    """
    CREATE TRIGGER check_no_truncate
    BEFORE TRUNCATE ON publishing_check
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
    """,
    """
    CREATE FUNCTION audit_head_forward_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP <> 'UPDATE' OR NEW.count <> OLD.count + 1 THEN
            RAISE EXCEPTION 'The head of the audit trail only moves forward'
                USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_NAME;
        END IF;
        RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER audithead_forward_only
    BEFORE UPDATE OR DELETE ON publishing_audithead
    FOR EACH ROW EXECUTE FUNCTION audit_head_forward_only()
    """,
    """
    CREATE TRIGGER audithead_no_truncate
    BEFORE TRUNCATE ON publishing_audithead
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
    """,
    "INSERT INTO publishing_audithead (id, count, digest) VALUES (1, 0, '')",
    """
    CREATE FUNCTION extend_audit_chain() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    DECLARE
        head publishing_audithead;
    BEGIN
        SELECT * INTO head FROM publishing_audithead WHERE id = 1 FOR UPDATE;
        IF NEW.position <> head.count + 1 OR NEW.previous_digest <> head.digest THEN
            RAISE EXCEPTION 'Entry % does not follow the head of the audit trail',
                NEW.position
                USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME;
        END IF;
        UPDATE publishing_audithead
        SET count = NEW.position, digest = NEW.digest WHERE id = 1;
        RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER statuschange_follows_head
    BEFORE INSERT ON publishing_statuschange
    FOR EACH ROW EXECUTE FUNCTION extend_audit_chain()
    """,
    # A name may be erased, never exchanged: the digest in the chain stays its own.
    """
    CREATE FUNCTION audit_person_erase_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.digest <> OLD.digest
            OR (NEW.name, NEW.salt) IS DISTINCT FROM (OLD.name, OLD.salt)
            AND (NEW.name, NEW.salt) IS DISTINCT FROM ('', '')
        THEN
            RAISE EXCEPTION 'A person in the audit trail can only be erased'
                USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_NAME;
        END IF;
        RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER auditperson_erase_only
    BEFORE UPDATE ON publishing_auditperson
    FOR EACH ROW EXECUTE FUNCTION audit_person_erase_only()
    """,
]

UNDO = [
    "DROP TRIGGER auditperson_erase_only ON publishing_auditperson",
    "DROP FUNCTION audit_person_erase_only()",
    "DROP TRIGGER statuschange_follows_head ON publishing_statuschange",
    "DROP FUNCTION extend_audit_chain()",
    "DROP TRIGGER audithead_no_truncate ON publishing_audithead",
    "DROP TRIGGER audithead_forward_only ON publishing_audithead",
    "DROP FUNCTION audit_head_forward_only()",
    "DROP TRIGGER check_no_truncate ON publishing_check",
    "DROP TRIGGER check_append_only ON publishing_check",
    "DROP TRIGGER statuschange_no_truncate ON publishing_statuschange",
    "DROP TRIGGER statuschange_append_only ON publishing_statuschange",
    "DROP FUNCTION refuse_change()",
]


class Migration(migrations.Migration):
    dependencies = [("publishing", "0001_models")]

    operations = [migrations.RunSQL(GUARDS, UNDO)]
