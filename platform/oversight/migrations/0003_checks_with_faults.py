from django.db import migrations, models


class Migration(migrations.Migration):
    """Which cities were found faulty, without a look at every check there ever was."""

    dependencies = [("oversight", "0002_tallies")]

    operations = [
        migrations.AddIndex(
            model_name="integritycheck",
            index=models.Index(fields=["checked_at"], name="oversight_check_faulty", condition=models.Q(faults__gt=0)),
        ),
    ]
