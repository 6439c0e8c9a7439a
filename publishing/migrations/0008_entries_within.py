from django.db import migrations, models
from django.db.models.fields.json import KeyTextTransform


class Migration(migrations.Migration):
    dependencies = [("publishing", "0007_proposal_steps")]

    operations = [
        migrations.AlterModelOptions(
            name="formtoken",
            options={
                "default_permissions": (),
                "ordering": ["used_at", "pk"],
                "verbose_name": "form that was sent",
                "verbose_name_plural": "forms that were sent",
            },
        ),
        migrations.AddIndex(
            model_name="statuschange",
            index=models.Index(
                KeyTextTransform("within", "details"), name="statuschange_within"
            ),
        ),
    ]
