from django.db import migrations

# What the public has read of a role stays readable: a correction is a new version.
# Afterwards a version can only end, earlier than it was to.
GUARDS = [
    """
    CREATE FUNCTION role_description_guard() RETURNS trigger
    LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
    BEGIN
        IF OLD.status = 'draft' THEN
            RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
        END IF;
        IF TG_OP = 'DELETE' THEN
            RAISE EXCEPTION 'Version % of the role has been public', OLD.number
                USING ERRCODE = 'restrict_violation',
                    CONSTRAINT = 'roledescription_stays';
        END IF;
        IF to_jsonb(NEW) - ARRAY['status', 'valid_to', 'submitted_at']
            IS DISTINCT FROM
            to_jsonb(OLD) - ARRAY['status', 'valid_to', 'submitted_at']
        THEN
            RAISE EXCEPTION 'Version % of the role has been public', OLD.number
                USING ERRCODE = 'restrict_violation',
                    CONSTRAINT = 'roledescription_stands_once_public';
        END IF;
        -- An unknown status is left to the check that refuses it.
        IF NEW.status <> OLD.status AND NEW.status IN ('draft', 'published', 'ended')
            AND (OLD.status, NEW.status) IS DISTINCT FROM ('published', 'ended')
            OR NEW.valid_to IS DISTINCT FROM OLD.valid_to
            AND NEW.valid_to < COALESCE(OLD.valid_to, 'infinity') IS NOT TRUE
        THEN
            RAISE EXCEPTION 'Version % of the role can only end', OLD.number
                USING ERRCODE = 'restrict_violation',
                    CONSTRAINT = 'roledescription_only_ends';
        END IF;
        RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER roledescription_stands_once_public
    BEFORE UPDATE OR DELETE ON agreements_roledescription
    FOR EACH ROW EXECUTE FUNCTION role_description_guard()
    """,
    """
    CREATE TRIGGER roledescription_no_truncate
    BEFORE TRUNCATE ON agreements_roledescription
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
    """,
    # A public description speaks of this partner, in this partnership.
    """
    CREATE FUNCTION role_guard() RETURNS trigger
    LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
    BEGIN
        IF (NEW.partner_id, NEW.partnership_id)
            IS DISTINCT FROM (OLD.partner_id, OLD.partnership_id)
            AND EXISTS (
                SELECT 1 FROM agreements_roledescription
                WHERE role_id = OLD.id AND status <> 'draft'
            )
        THEN
            RAISE EXCEPTION 'A version of the role has been public'
                USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_NAME;
        END IF;
        RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER role_keeps_its_partner
    BEFORE UPDATE ON agreements_role
    FOR EACH ROW EXECUTE FUNCTION role_guard()
    """,
    """
    CREATE TRIGGER roleanswer_append_only
    BEFORE UPDATE OR DELETE ON agreements_roleanswer
    FOR EACH ROW EXECUTE FUNCTION refuse_change()
    """,
    """
    CREATE TRIGGER roleanswer_no_truncate
    BEFORE TRUNCATE ON agreements_roleanswer
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
    """,
    # The version is locked, so that it does not turn into another beside the answer.
    """
    CREATE FUNCTION role_answer_fits() RETURNS trigger
    LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
    DECLARE
        found agreements_roledescription;
    BEGIN
        SELECT * INTO found FROM agreements_roledescription
        WHERE id = NEW.description_id FOR SHARE;
        IF found.status = 'draft' THEN
            RAISE EXCEPTION 'Nobody answers a draft'
                USING ERRCODE = 'check_violation',
                    CONSTRAINT = 'roleanswer_of_a_public_version';
        END IF;
        IF NEW.partner_id IS DISTINCT FROM (
            SELECT partner_id FROM agreements_role WHERE id = found.role_id
        ) THEN
            RAISE EXCEPTION 'The role is another partner''s'
                USING ERRCODE = 'check_violation',
                    CONSTRAINT = 'roleanswer_of_its_partner';
        END IF;
        RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER roleanswer_of_its_partner
    BEFORE INSERT ON agreements_roleanswer
    FOR EACH ROW EXECUTE FUNCTION role_answer_fits()
    """,
]

UNDO = [
    "DROP TRIGGER roleanswer_of_its_partner ON agreements_roleanswer",
    "DROP FUNCTION role_answer_fits()",
    "DROP TRIGGER roleanswer_no_truncate ON agreements_roleanswer",
    "DROP TRIGGER roleanswer_append_only ON agreements_roleanswer",
    "DROP TRIGGER role_keeps_its_partner ON agreements_role",
    "DROP FUNCTION role_guard()",
    "DROP TRIGGER roledescription_no_truncate ON agreements_roledescription",
    "DROP TRIGGER roledescription_stands_once_public ON agreements_roledescription",
    "DROP FUNCTION role_description_guard()",
]


class Migration(migrations.Migration):
    dependencies = [("agreements", "0009_answers_to_roles")]

    operations = [migrations.RunSQL(GUARDS, UNDO)]
