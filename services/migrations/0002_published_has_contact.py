from django.db import migrations

# Contact falls back to the places that give the service, then to its provider.
# Checked at commit, for the places are linked after the row itself.
GUARD = [
    """
    CREATE FUNCTION service_published_has_contact() RETURNS trigger
    LANGUAGE plpgsql AS $$
    BEGIN
        IF EXISTS (
            SELECT 1 FROM services_guidanceservice AS service
            JOIN partners_partner AS provider ON provider.id = service.provider_id
            WHERE service.id = NEW.id
                AND service.status = 'published'
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
                USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME;
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
]

UNDO = [
    "DROP TRIGGER service_published_has_contact ON services_guidanceservice",
    "DROP FUNCTION service_published_has_contact()",
]


class Migration(migrations.Migration):
    dependencies = [("services", "0001_models")]

    operations = [migrations.RunSQL(GUARD, UNDO)]
