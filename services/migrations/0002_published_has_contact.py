from django.db import migrations

# Contact falls back to the places that give the service, then to its provider.
# Checked at commit, for the places are linked after the row itself; and again when a
# place or a provider that was the only way in touch loses its own.
GUARD = [
    """
    CREATE FUNCTION service_published_has_contact() RETURNS trigger
    LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
    DECLARE
        changed jsonb := to_jsonb(CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END);
    BEGIN
        IF TG_TABLE_NAME = 'services_guidanceservice_centres' THEN
            changed := to_jsonb(OLD);
        END IF;
        IF EXISTS (
            SELECT 1 FROM services_guidanceservice AS service
            JOIN partners_partner AS provider ON provider.id = service.provider_id
            WHERE service.status = 'published'
                AND CASE TG_TABLE_NAME
                    WHEN 'services_guidanceservice' THEN
                        service.id = (changed ->> 'id')::bigint
                    WHEN 'partners_partner' THEN
                        service.provider_id = (changed ->> 'id')::bigint
                    WHEN 'guidance_centres_guidancecentre' THEN
                        service.id IN (
                            SELECT guidanceservice_id
                            FROM services_guidanceservice_centres
                            WHERE guidancecentre_id = (changed ->> 'id')::bigint
                        )
                    ELSE service.id = (changed ->> 'guidanceservice_id')::bigint
                END
                AND concat(
                    service.url, service.phone, service.email,
                    provider.website, provider.phone, provider.email
                ) = ''
                AND NOT EXISTS (
                    SELECT 1 FROM services_guidanceservice_centres AS link
                    JOIN guidance_centres_guidancecentre AS centre
                        ON centre.id = link.guidancecentre_id
                    WHERE link.guidanceservice_id = service.id
                        AND concat(centre.website, centre.phone, centre.email) <> ''
                )
        ) THEN
            RAISE EXCEPTION 'A published service needs a way to get in touch'
                USING ERRCODE = 'check_violation',
                    CONSTRAINT = 'service_published_has_contact';
        END IF;
        RETURN NULL;
    END $$
    """,
    """
    CREATE CONSTRAINT TRIGGER service_published_has_contact
    AFTER INSERT OR UPDATE ON services_guidanceservice
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION service_published_has_contact()
    """,
    """
    CREATE CONSTRAINT TRIGGER service_keeps_its_contact
    AFTER UPDATE OR DELETE ON services_guidanceservice_centres
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION service_published_has_contact()
    """,
    """
    CREATE CONSTRAINT TRIGGER provider_keeps_its_contact
    AFTER UPDATE OF website, phone, email ON partners_partner
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION service_published_has_contact()
    """,
    """
    CREATE CONSTRAINT TRIGGER centre_keeps_its_contact
    AFTER UPDATE OF website, phone, email ON guidance_centres_guidancecentre
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION service_published_has_contact()
    """,
]

UNDO = [
    "DROP TRIGGER centre_keeps_its_contact ON guidance_centres_guidancecentre",
    "DROP TRIGGER provider_keeps_its_contact ON partners_partner",
    "DROP TRIGGER service_keeps_its_contact ON services_guidanceservice_centres",
    "DROP TRIGGER service_published_has_contact ON services_guidanceservice",
    "DROP FUNCTION service_published_has_contact()",
]


class Migration(migrations.Migration):
    dependencies = [("services", "0001_models")]

    operations = [migrations.RunSQL(GUARD, UNDO)]
