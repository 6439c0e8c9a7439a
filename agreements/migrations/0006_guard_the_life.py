from importlib import import_module

from django.db import migrations

before = import_module("agreements.migrations.0003_freeze_signed_versions")

# A text changes while it is a draft or lies out for comment. From the day it is sent
# for approval its digest stands, and every signature is of that digest; the only ways
# on are the last signature, back to draft with the signatures voided, or withdrawal.
# These functions replace those of 0003.
PARTS = """
    CREATE OR REPLACE FUNCTION agreement_part_is_frozen() RETURNS trigger
    LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
    DECLARE
        part jsonb;
        parts jsonb[];
        version bigint;
        found text;
    BEGIN
        IF TG_OP IN ('UPDATE', 'DELETE') THEN parts := parts || to_jsonb(OLD); END IF;
        IF TG_OP IN ('INSERT', 'UPDATE') THEN parts := parts || to_jsonb(NEW); END IF;
        FOREACH part IN ARRAY parts LOOP
            version := CASE TG_ARGV[0]
                WHEN 'version_id' THEN (part ->> 'version_id')::bigint
                WHEN 'party_id' THEN (
                    SELECT version_id FROM agreements_party
                    WHERE id = (part ->> 'party_id')::bigint
                )
                ELSE (
                    SELECT version_id FROM agreements_responsibility
                    WHERE id = (part ->> 'responsibility_id')::bigint
                )
            END;
            SELECT state INTO found FROM agreements_agreementversion
            WHERE id = version FOR SHARE;
            IF found = 'signed' THEN
                RAISE EXCEPTION 'Version % is signed; its parts cannot change', version
                    USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_NAME;
            END IF;
            IF TG_ARGV[0] <> 'party_id' AND found NOT IN ('draft', 'for_comment') THEN
                RAISE EXCEPTION 'The text of version % stands', version
                    USING ERRCODE = 'restrict_violation',
                        CONSTRAINT = 'text_stands_from_approval_on';
            END IF;
            IF TG_ARGV[0] = 'party_id' AND found <> 'for_approval' THEN
                RAISE EXCEPTION 'Version % does not lie out for approval', version
                    USING ERRCODE = 'check_violation',
                        CONSTRAINT = 'signature_while_for_approval';
            END IF;
        END LOOP;
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    END $$
"""

# A signature is given once. It goes only when it is kept among the voided ones.
SIGNATURES = [
    """
    CREATE FUNCTION signature_stands() RETURNS trigger
    LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
    BEGIN
        IF TG_OP = 'UPDATE' OR NOT EXISTS (
            SELECT 1 FROM agreements_voidedsignature AS voided
            JOIN agreements_party AS party
                ON party.version_id = voided.version_id
                AND party.partner_id = voided.partner_id
            WHERE party.id = OLD.party_id
                AND voided.voided_at >= COALESCE(OLD.recorded_at, voided.voided_at)
                AND (voided.name, voided.signed_on, voided.content_digest)
                    = (OLD.name, OLD.signed_on, OLD.content_digest)
        ) THEN
            RAISE EXCEPTION 'A signature is voided visibly or stays'
                USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_NAME;
        END IF;
        RETURN OLD;
    END $$
    """,
    """
    CREATE TRIGGER signature_is_voided_visibly
    BEFORE UPDATE OR DELETE ON agreements_signature
    FOR EACH ROW EXECUTE FUNCTION signature_stands()
    """,
    *(
        statement
        for table in ("voidedsignature", "signeddocument")
        for statement in (
            f"""
            CREATE TRIGGER {table}_append_only
            BEFORE UPDATE OR DELETE ON agreements_{table}
            FOR EACH ROW EXECUTE FUNCTION refuse_change()
            """,
            f"""
            CREATE TRIGGER {table}_no_truncate
            BEFORE TRUNCATE ON agreements_{table}
            FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
            """,
        )
    ),
    """
    CREATE FUNCTION signed_document_fits() RETURNS trigger
    LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
    BEGIN
        IF NEW.size <> octet_length(NEW.content)
            OR NEW.file_digest <> encode(sha256(NEW.content), 'hex')
            OR substring(NEW.content FOR 5) <> '%PDF-'
        THEN
            RAISE EXCEPTION 'The file is no PDF, or not the one it is said to be'
                USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME;
        END IF;
        RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER signeddocument_is_what_it_says
    BEFORE INSERT ON agreements_signeddocument
    FOR EACH ROW EXECUTE FUNCTION signed_document_fits()
    """,
]

# The steps of a version's life, and what each of them asks for.
STEPS = [
    """
    CREATE FUNCTION agreement_version_steps() RETURNS trigger
    LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
    BEGIN
        IF TG_OP = 'INSERT' THEN
            IF NEW.state <> 'draft' THEN
                RAISE EXCEPTION 'A version begins as a draft'
                    USING ERRCODE = 'check_violation',
                        CONSTRAINT = 'agreementversion_begins_as_draft';
            END IF;
            RETURN NEW;
        END IF;
        IF TG_OP = 'DELETE' THEN
            IF OLD.state <> 'draft' OR OLD.number IS NOT NULL THEN
                RAISE EXCEPTION 'Only a draft that nobody has signed is deleted'
                    USING ERRCODE = 'restrict_violation',
                        CONSTRAINT = 'agreementversion_stays';
            END IF;
            RETURN OLD;
        END IF;
        -- A state that is none is refused by agreementversion_state_known.
        IF NEW.state <> OLD.state
            AND NEW.state IN (
                'draft', 'for_comment', 'for_approval', 'signed', 'withdrawn'
            )
            AND NOT (OLD.state || '>' || NEW.state) = ANY (ARRAY[
                'draft>for_comment', 'for_comment>draft',
                'for_comment>for_approval', 'for_approval>draft',
                'for_approval>signed',
                'draft>withdrawn', 'for_comment>withdrawn', 'for_approval>withdrawn'
            ])
            AND NOT (NEW.is_transcript AND OLD.state = 'draft'
                AND NEW.state = 'signed')
        THEN
            RAISE EXCEPTION 'A version does not go from % to %', OLD.state, NEW.state
                USING ERRCODE = 'check_violation', CONSTRAINT = 'agreementversion_step';
        END IF;
        IF OLD.state = 'withdrawn' OR OLD.state = 'for_approval' AND (
            (NEW.agreement_id, NEW.agreed_from, NEW.agreed_to, NEW.is_transcript)
            IS DISTINCT FROM
            (OLD.agreement_id, OLD.agreed_from, OLD.agreed_to, OLD.is_transcript)
            OR NEW.content_digest <> OLD.content_digest AND NEW.state <> 'draft'
        ) THEN
            RAISE EXCEPTION 'Version % stands', OLD.id
                USING ERRCODE = 'restrict_violation',
                    CONSTRAINT = 'text_stands_from_approval_on';
        END IF;
        IF OLD.number IS NOT NULL AND NEW.number IS DISTINCT FROM OLD.number
            AND OLD.state <> 'draft'
        THEN
            RAISE EXCEPTION 'A number that was given stays'
                USING ERRCODE = 'restrict_violation',
                    CONSTRAINT = 'agreementversion_number_stays';
        END IF;
        IF OLD.state = 'for_approval' AND NEW.state IN ('draft', 'withdrawn')
            AND EXISTS (
                SELECT 1 FROM agreements_signature AS signature
                JOIN agreements_party AS party ON party.id = signature.party_id
                WHERE party.version_id = OLD.id
            )
        THEN
            RAISE EXCEPTION 'Somebody has signed version %', OLD.id
                USING ERRCODE = 'restrict_violation',
                    CONSTRAINT = 'signatures_are_voided_first';
        END IF;
        IF NEW.state = 'for_approval' AND OLD.state <> 'for_approval' THEN
            IF (
                SELECT count(DISTINCT partner.kind)
                FROM agreements_party AS party
                JOIN partners_partner AS partner ON partner.id = party.partner_id
                WHERE party.version_id = NEW.id
                    AND partner.kind IN ('county_council', 'nav')
            ) < 2 THEN
                RAISE EXCEPTION 'The county council and Nav are parties'
                    USING ERRCODE = 'check_violation',
                        CONSTRAINT = 'agreementversion_council_and_nav';
            END IF;
            IF NEW.agreed_from IS NULL
                OR NEW.content_digest !~ '^[0-9a-f]{64}$'
                OR NOT EXISTS (
                    SELECT 1 FROM agreements_clause WHERE version_id = NEW.id
                )
            THEN
                RAISE EXCEPTION 'Text, first day and digest come before approval'
                    USING ERRCODE = 'check_violation',
                        CONSTRAINT = 'agreementversion_ready_for_approval';
            END IF;
        END IF;
        RETURN NEW;
    END $$
    """,
    # After agreementversion_frozen_when_signed: triggers of one kind run by name.
    """
    CREATE TRIGGER agreementversion_takes_a_step
    BEFORE INSERT OR UPDATE OR DELETE ON agreements_agreementversion
    FOR EACH ROW EXECUTE FUNCTION agreement_version_steps()
    """,
    """
    CREATE OR REPLACE FUNCTION agreement_identity_stands() RETURNS trigger
    LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
    BEGIN
        IF (NEW.slug, NEW.partnership_id, NEW.signed_language)
            IS DISTINCT FROM (OLD.slug, OLD.partnership_id, OLD.signed_language)
            AND EXISTS (
                SELECT 1 FROM agreements_agreementversion
                WHERE agreement_id = OLD.id AND state IN ('for_approval', 'signed')
            )
        THEN
            RAISE EXCEPTION 'Agreement % lies out for approval or is signed', OLD.slug
                USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_NAME;
        END IF;
        RETURN NEW;
    END $$
    """,
]

UNDO = [
    "DROP TRIGGER agreementversion_takes_a_step ON agreements_agreementversion",
    "DROP FUNCTION agreement_version_steps()",
    "DROP TRIGGER signeddocument_is_what_it_says ON agreements_signeddocument",
    "DROP FUNCTION signed_document_fits()",
    *(
        f"DROP TRIGGER {table}_{guard} ON agreements_{table}"
        for table in ("voidedsignature", "signeddocument")
        for guard in ("append_only", "no_truncate")
    ),
    "DROP TRIGGER signature_is_voided_visibly ON agreements_signature",
    "DROP FUNCTION signature_stands()",
    *(
        statement.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
        for statement in (before.FREEZE[0], before.IDENTITY[0])
    ),
]


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0005_life"),
        ("publishing", "0002_append_only"),
    ]

    operations = [migrations.RunSQL([PARTS, *SIGNATURES, *STEPS], UNDO)]
