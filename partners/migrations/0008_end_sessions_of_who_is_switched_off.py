from django.conf import settings
from django.db import migrations

MAKE = """
    CREATE FUNCTION end_sessions_of_who_is_switched_off() RETURNS trigger
    LANGUAGE plpgsql AS $$
    BEGIN
        DELETE FROM partners_accountsession WHERE user_id = NEW.id;
        RETURN NULL;
    END $$;

    CREATE TRIGGER auth_user_switched_off_ends_sessions
    AFTER UPDATE OF is_active ON auth_user
    FOR EACH ROW WHEN (OLD.is_active AND NOT NEW.is_active)
    EXECUTE FUNCTION end_sessions_of_who_is_switched_off();
"""
DROP = """
    DROP TRIGGER auth_user_switched_off_ends_sessions ON auth_user;
    DROP FUNCTION end_sessions_of_who_is_switched_off();
"""


class Migration(migrations.Migration):
    """Whoever switches an account off, and however: its sessions end with that.

    Django refuses the sessions of such an account anyway; without this they would be
    there again when the account is switched on within two hours.
    """

    dependencies = [
        ("partners", "0007_external_identity"),
        ("auth", "0012_alter_user_first_name_max_length"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [migrations.RunSQL(MAKE, DROP)]
