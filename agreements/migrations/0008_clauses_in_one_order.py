from django.db import migrations

# The council among the parties is the county's own; 0006 asks for one of any county.
OWN_COUNCIL = [
    """
    CREATE FUNCTION agreement_has_own_council() RETURNS trigger
    LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
    BEGIN
        IF NEW.state = 'for_approval' AND OLD.state <> 'for_approval' AND NOT EXISTS (
            SELECT 1 FROM agreements_party AS party
            JOIN partners_partner AS partner ON partner.id = party.partner_id
            JOIN agreements_agreement AS agreement ON agreement.id = NEW.agreement_id
            JOIN agreements_partnership AS partnership
                ON partnership.id = agreement.partnership_id
            WHERE party.version_id = NEW.id
                AND partner.kind = 'county_council'
                AND partner.county_id = partnership.county_id
        ) THEN
            RAISE EXCEPTION 'The council of the county is a party'
                USING ERRCODE = 'check_violation',
                    CONSTRAINT = 'agreementversion_own_council';
        END IF;
        RETURN NEW;
    END $$
    """,
    # After agreementversion_takes_a_step: triggers of one kind run by name.
    """
    CREATE TRIGGER agreementversion_takes_own_council
    BEFORE UPDATE ON agreements_agreementversion
    FOR EACH ROW EXECUTE FUNCTION agreement_has_own_council()
    """,
]

UNDO = [
    "DROP TRIGGER agreementversion_takes_own_council ON agreements_agreementversion",
    "DROP FUNCTION agreement_has_own_council()",
]


class Migration(migrations.Migration):
    dependencies = [("agreements", "0007_deadlines")]

    operations = [
        migrations.AlterModelOptions(
            name="clause",
            options={
                "ordering": ["version", "position", "pk"],
                "verbose_name": "clause",
                "verbose_name_plural": "clauses",
            },
        ),
        migrations.RunSQL(OWN_COUNCIL, UNDO),
    ]
