from django.db import migrations

# Whoever writes: a proposal goes its steps in order, what waits is not rewritten under
# the reader's eyes, and what was decided stays as it was decided.
GUARDS = [
    """
    CREATE FUNCTION guard_proposal() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'INSERT' THEN
            IF NEW.state <> 'draft' THEN
                RAISE EXCEPTION 'A proposal begins as a draft'
                    USING ERRCODE = 'check_violation',
                        CONSTRAINT = 'proposal_steps_in_order';
            END IF;
            RETURN NEW;
        END IF;
        IF OLD.state IN ('approved', 'returned', 'withdrawn') THEN
            RAISE EXCEPTION 'A proposal that is % stays as it is', OLD.state
                USING ERRCODE = 'restrict_violation',
                    CONSTRAINT = 'proposal_decided_is_frozen';
        END IF;
        IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
            ('draft', 'submitted'), ('draft', 'withdrawn'),
            ('submitted', 'draft'), ('submitted', 'withdrawn'),
            ('submitted', 'approved'), ('submitted', 'returned')
        ) THEN
            RAISE EXCEPTION 'A proposal that is % cannot become %',
                OLD.state, NEW.state
                USING ERRCODE = 'check_violation',
                    CONSTRAINT = 'proposal_steps_in_order';
        END IF;
        IF (NEW.public_id, NEW.content_type_id, NEW.object_id, NEW.made_by_id,
                NEW.made_at)
            IS DISTINCT FROM (OLD.public_id, OLD.content_type_id, OLD.object_id,
                OLD.made_by_id, OLD.made_at)
            OR OLD.state = 'submitted' AND (NEW.changes, NEW.begun_from)
                IS DISTINCT FROM (OLD.changes, OLD.begun_from)
        THEN
            RAISE EXCEPTION 'What waits for approval is not rewritten'
                USING ERRCODE = 'restrict_violation',
                    CONSTRAINT = 'proposal_keeps_what_was_sent';
        END IF;
        RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER proposal_steps_in_order
    BEFORE INSERT OR UPDATE ON publishing_proposal
    FOR EACH ROW EXECUTE FUNCTION guard_proposal()
    """,
    """
    CREATE TRIGGER proposal_is_kept
    BEFORE DELETE ON publishing_proposal
    FOR EACH ROW EXECUTE FUNCTION refuse_change()
    """,
    """
    CREATE TRIGGER proposal_no_truncate
    BEFORE TRUNCATE ON publishing_proposal
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
    """,
]

UNDO = [
    "DROP TRIGGER proposal_no_truncate ON publishing_proposal",
    "DROP TRIGGER proposal_is_kept ON publishing_proposal",
    "DROP TRIGGER proposal_steps_in_order ON publishing_proposal",
    "DROP FUNCTION guard_proposal()",
]


class Migration(migrations.Migration):
    dependencies = [("publishing", "0006_proposal")]

    operations = [migrations.RunSQL(GUARDS, UNDO)]
