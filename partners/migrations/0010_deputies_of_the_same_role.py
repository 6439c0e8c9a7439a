from django.db import migrations

# A deputy stands in for one who is no deputy, in the same role, for the same partner;
# what is stood in for therefore keeps both.
GUARDS = [
    """
    CREATE FUNCTION membership_deputy_guard() RETURNS trigger
    LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
    DECLARE
        stands_for partners_membership;
    BEGIN
        IF NEW.deputises_for_id IS NOT NULL THEN
            SELECT * INTO stands_for FROM partners_membership
            WHERE id = NEW.deputises_for_id FOR SHARE;
            IF (stands_for.partner_id, stands_for.role)
                IS DISTINCT FROM (NEW.partner_id, NEW.role)
                OR stands_for.deputises_for_id IS NOT NULL
                OR stands_for.user_id = NEW.user_id
            THEN
                RAISE EXCEPTION 'A deputy has the role of whom it stands in for'
                    USING ERRCODE = 'check_violation',
                        CONSTRAINT = 'membership_deputy_of_the_same_role';
            END IF;
        END IF;
        IF TG_OP = 'UPDATE' AND (NEW.partner_id, NEW.role, NEW.user_id,
            NEW.deputises_for_id IS NULL)
            IS DISTINCT FROM (OLD.partner_id, OLD.role, OLD.user_id,
            OLD.deputises_for_id IS NULL)
            AND EXISTS (
                SELECT 1 FROM partners_membership WHERE deputises_for_id = OLD.id
            )
        THEN
            RAISE EXCEPTION 'Somebody stands in for membership %', OLD.id
                USING ERRCODE = 'restrict_violation',
                    CONSTRAINT = 'membership_with_a_deputy_stays';
        END IF;
        RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER membership_deputy_of_the_same_role
    BEFORE INSERT OR UPDATE ON partners_membership
    FOR EACH ROW EXECUTE FUNCTION membership_deputy_guard()
    """,
]

UNDO = [
    "DROP TRIGGER membership_deputy_of_the_same_role ON partners_membership",
    "DROP FUNCTION membership_deputy_guard()",
]


class Migration(migrations.Migration):
    dependencies = [("partners", "0009_membership_deputies")]

    operations = [migrations.RunSQL(GUARDS, UNDO)]
