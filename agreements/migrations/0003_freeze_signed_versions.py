from django.db import migrations

# What the parties signed never changes again. The row of the version is locked
# (FOR SHARE) while a part of it is written, so that nothing slips in beside a signing.
PARTS = {
    "clause": "version_id",
    "party": "version_id",
    "responsibility": "version_id",
    "signature": "party_id",
    "responsibility_target_groups": "responsibility_id",
    "responsibility_municipalities": "responsibility_id",
}

FREEZE = [
    """
    CREATE FUNCTION agreement_part_is_frozen() RETURNS trigger
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
            IF TG_ARGV[0] <> 'party_id' AND EXISTS (
                SELECT 1 FROM agreements_signature AS signature
                JOIN agreements_party AS party ON party.id = signature.party_id
                WHERE party.version_id = version
            ) THEN
                RAISE EXCEPTION 'Somebody has signed version % already', version
                    USING ERRCODE = 'restrict_violation',
                        CONSTRAINT = 'text_stands_from_the_first_signature';
            END IF;
        END LOOP;
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    END $$
    """,
    *(
        f"""
        CREATE TRIGGER {table}_frozen_when_signed
        BEFORE INSERT OR UPDATE OR DELETE ON agreements_{table}
        FOR EACH ROW EXECUTE FUNCTION agreement_part_is_frozen('{key}')
        """
        for table, key in PARTS.items()
    ),
    *(
        f"""
        CREATE TRIGGER {table}_no_truncate
        BEFORE TRUNCATE ON agreements_{table}
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
        """
        for table in [*PARTS, "agreementversion", "versionevent", "effectiveperiod"]
    ),
    # A version begins unsigned, is signed by all its parties, and then stands.
    """
    CREATE FUNCTION agreement_version_guard() RETURNS trigger
    LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
    BEGIN
        IF TG_OP = 'INSERT' THEN
            IF NEW.state = 'signed' THEN
                RAISE EXCEPTION 'A version cannot be signed before it has a text'
                    USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_NAME;
            END IF;
            RETURN NEW;
        END IF;
        IF OLD.state = 'signed' THEN
            RAISE EXCEPTION 'Version % is signed and cannot change', OLD.id
                USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_NAME;
        END IF;
        IF TG_OP = 'DELETE' THEN
            RETURN OLD;
        END IF;
        IF (NEW.agreement_id, NEW.agreed_from, NEW.agreed_to, NEW.content_digest)
            IS DISTINCT FROM
            (OLD.agreement_id, OLD.agreed_from, OLD.agreed_to, OLD.content_digest)
            AND EXISTS (
                SELECT 1 FROM agreements_signature AS signature
                JOIN agreements_party AS party ON party.id = signature.party_id
                WHERE party.version_id = OLD.id
            )
        THEN
            RAISE EXCEPTION 'Somebody has signed version % already', OLD.id
                USING ERRCODE = 'restrict_violation',
                    CONSTRAINT = 'period_stands_from_the_first_signature';
        END IF;
        IF NEW.state = 'signed' AND NOT NEW.is_transcript AND (
            NOT EXISTS (SELECT 1 FROM agreements_party WHERE version_id = NEW.id)
            OR EXISTS (
                SELECT 1 FROM agreements_party AS party
                LEFT JOIN agreements_signature AS signature
                    ON signature.party_id = party.id
                WHERE party.version_id = NEW.id
                    AND signature.content_digest IS DISTINCT FROM NEW.content_digest
            )
        ) THEN
            RAISE EXCEPTION 'Not every party has signed this text'
                USING ERRCODE = 'check_violation',
                    CONSTRAINT = 'agreementversion_signed_by_all';
        END IF;
        RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER agreementversion_frozen_when_signed
    BEFORE INSERT OR UPDATE OR DELETE ON agreements_agreementversion
    FOR EACH ROW EXECUTE FUNCTION agreement_version_guard()
    """,
    """
    CREATE FUNCTION signature_of_this_text() RETURNS trigger
    LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
    BEGIN
        IF NEW.content_digest IS DISTINCT FROM (
            SELECT version.content_digest
            FROM agreements_party AS party
            JOIN agreements_agreementversion AS version
                ON version.id = party.version_id
            WHERE party.id = NEW.party_id
        ) THEN
            RAISE EXCEPTION 'The signature is of another text'
                USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME;
        END IF;
        RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER signature_of_this_text
    BEFORE INSERT OR UPDATE ON agreements_signature
    FOR EACH ROW EXECUTE FUNCTION signature_of_this_text()
    """,
]

# Address, partnership and signed language of an agreement are part of what is signed.
IDENTITY = [
    """
    CREATE FUNCTION agreement_identity_stands() RETURNS trigger
    LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
    BEGIN
        IF (NEW.slug, NEW.partnership_id, NEW.signed_language)
            IS DISTINCT FROM (OLD.slug, OLD.partnership_id, OLD.signed_language)
            AND EXISTS (
                SELECT 1 FROM agreements_agreementversion AS version
                LEFT JOIN agreements_party AS party ON party.version_id = version.id
                LEFT JOIN agreements_signature AS signature
                    ON signature.party_id = party.id
                WHERE version.agreement_id = OLD.id
                    AND (version.state = 'signed' OR signature.id IS NOT NULL)
            )
        THEN
            RAISE EXCEPTION 'Agreement % has been signed', OLD.slug
                USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_NAME;
        END IF;
        RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER agreement_identity_stands
    BEFORE UPDATE ON agreements_agreement
    FOR EACH ROW EXECUTE FUNCTION agreement_identity_stands()
    """,
]

EFFECTIVE = [
    """
    CREATE FUNCTION begin_effective_period() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    BEGIN
        IF NEW.state = 'signed' THEN
            -- In turn: two that sign at once would wait for each other in vain.
            PERFORM 1 FROM agreements_agreement
            WHERE id = NEW.agreement_id FOR NO KEY UPDATE;
            INSERT INTO agreements_effectiveperiod (version_id, agreement_id, period)
            VALUES (
                NEW.id, NEW.agreement_id,
                daterange(NEW.agreed_from, NEW.agreed_to, '[]')
            );
        END IF;
        RETURN NULL;
    END $$
    """,
    """
    CREATE TRIGGER agreementversion_takes_effect
    AFTER UPDATE ON agreements_agreementversion
    FOR EACH ROW EXECUTE FUNCTION begin_effective_period()
    """,
    """
    CREATE FUNCTION version_event_recorded() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    BEGIN
        IF NOT EXISTS (
            SELECT 1 FROM agreements_agreementversion
            WHERE id = NEW.version_id AND state = 'signed'
        ) THEN
            RAISE EXCEPTION 'Only a signed version can end'
                USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME;
        END IF;
        IF NEW.kind <> 'archived' THEN
            UPDATE agreements_effectiveperiod
            SET period = period * daterange(NULL, NEW."on", '[]')
            WHERE version_id = NEW.version_id;
        END IF;
        RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER versionevent_ends_effect
    BEFORE INSERT ON agreements_versionevent
    FOR EACH ROW EXECUTE FUNCTION version_event_recorded()
    """,
    """
    CREATE TRIGGER versionevent_append_only
    BEFORE UPDATE OR DELETE ON agreements_versionevent
    FOR EACH ROW EXECUTE FUNCTION refuse_change()
    """,
    # Only the two functions above write here; they are nested in a trigger.
    """
    CREATE FUNCTION effective_period_follows() RETURNS trigger
    LANGUAGE plpgsql AS $$
    BEGIN
        IF pg_trigger_depth() < 2 THEN
            RAISE EXCEPTION 'Effective periods follow from dates and events'
                USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_NAME;
        END IF;
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    END $$
    """,
    """
    CREATE TRIGGER effectiveperiod_follows
    BEFORE INSERT OR UPDATE OR DELETE ON agreements_effectiveperiod
    FOR EACH ROW EXECUTE FUNCTION effective_period_follows()
    """,
]

UNDO = [
    "DROP TRIGGER effectiveperiod_follows ON agreements_effectiveperiod",
    "DROP FUNCTION effective_period_follows()",
    "DROP TRIGGER versionevent_append_only ON agreements_versionevent",
    "DROP TRIGGER versionevent_ends_effect ON agreements_versionevent",
    "DROP FUNCTION version_event_recorded()",
    "DROP TRIGGER agreementversion_takes_effect ON agreements_agreementversion",
    "DROP FUNCTION begin_effective_period()",
    "DROP TRIGGER agreement_identity_stands ON agreements_agreement",
    "DROP FUNCTION agreement_identity_stands()",
    "DROP TRIGGER signature_of_this_text ON agreements_signature",
    "DROP FUNCTION signature_of_this_text()",
    "DROP TRIGGER agreementversion_frozen_when_signed ON agreements_agreementversion",
    "DROP FUNCTION agreement_version_guard()",
    *(
        f"DROP TRIGGER {table}_no_truncate ON agreements_{table}"
        for table in [*PARTS, "agreementversion", "versionevent", "effectiveperiod"]
    ),
    *(
        f"DROP TRIGGER {table}_frozen_when_signed ON agreements_{table}"
        for table in PARTS
    ),
    "DROP FUNCTION agreement_part_is_frozen()",
]


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0002_partnership_members"),
        ("publishing", "0002_append_only"),
    ]

    operations = [migrations.RunSQL(FREEZE + IDENTITY + EFFECTIVE, UNDO)]
