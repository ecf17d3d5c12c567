"""From when a limit is counted, and the readings its words admit. Seeding fills both after the migration."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("law", "0003_escalation_steps")]

    operations = [
        migrations.AddField(
            "deadlinerule",
            "counted_from",
            models.CharField(
                choices=[("event", "kejadian yang memulainya"), ("complete", "berkas lengkap")],
                db_default="event",
                default="event",
                help_text="The starting event, or the day on which the file became complete.",
                max_length=10,
            ),
        ),
        migrations.AddField(
            "deadlinerule",
            "readings",
            models.JSONField(
                blank=True,
                db_default=[],
                default=list,
                help_text="Where the law's words may be read in several ways: each reading (tenants.law.interpretations).",
            ),
        ),
    ]
