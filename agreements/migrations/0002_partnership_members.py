from django.db import migrations

# Every partnership consists of at least the county council and Nav (Prop. 96 L
# (2019-2020)). Checked at commit, for members are added after the partnership.
GUARD = [
    """
    CREATE FUNCTION partnership_has_council_and_nav() RETURNS trigger
    LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
    BEGIN
        IF EXISTS (
            SELECT 1 FROM agreements_partnership AS partnership
            WHERE status <> 'draft'
                AND CASE TG_TABLE_NAME
                    WHEN 'agreements_partnership' THEN
                        id = (to_jsonb(NEW) ->> 'id')::bigint
                    WHEN 'partners_partner' THEN id IN (
                        SELECT partnership_id FROM agreements_partnershipmember
                        WHERE partner_id = (to_jsonb(NEW) ->> 'id')::bigint
                    )
                    -- A membership may leave one partnership for another.
                    ELSE id IN (
                        (to_jsonb(OLD) ->> 'partnership_id')::bigint,
                        (to_jsonb(NEW) ->> 'partnership_id')::bigint
                    )
                END
                AND (
                    SELECT count(DISTINCT partner.kind)
                    FROM agreements_partnershipmember AS member
                    JOIN partners_partner AS partner ON partner.id = member.partner_id
                    WHERE member.partnership_id = partnership.id
                        AND partner.kind IN ('county_council', 'nav')
                ) < 2
        ) THEN
            RAISE EXCEPTION
                'A public partnership has the county council and Nav as members'
                USING ERRCODE = 'check_violation',
                    CONSTRAINT = 'partnership_has_council_and_nav';
        END IF;
        RETURN NULL;
    END $$
    """,
    """
    CREATE CONSTRAINT TRIGGER partnership_has_council_and_nav
    AFTER INSERT OR UPDATE ON agreements_partnership
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION partnership_has_council_and_nav()
    """,
    """
    CREATE CONSTRAINT TRIGGER partnershipmember_council_and_nav_stay
    AFTER INSERT OR UPDATE OR DELETE ON agreements_partnershipmember
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION partnership_has_council_and_nav()
    """,
    """
    CREATE CONSTRAINT TRIGGER partner_stays_council_or_nav
    AFTER UPDATE OF kind ON partners_partner
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION partnership_has_council_and_nav()
    """,
]

UNDO = [
    "DROP TRIGGER partner_stays_council_or_nav ON partners_partner",
    "DROP TRIGGER partnershipmember_council_and_nav_stay"
    " ON agreements_partnershipmember",
    "DROP TRIGGER partnership_has_council_and_nav ON agreements_partnership",
    "DROP FUNCTION partnership_has_council_and_nav()",
]


class Migration(migrations.Migration):
    dependencies = [("agreements", "0001_models")]

    operations = [migrations.RunSQL(GUARD, UNDO)]
