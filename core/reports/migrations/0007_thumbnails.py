"""History vouches for the small picture beside a photo too."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reports", "0006_outcomes_parts_handovers")]

    operations = [
        migrations.AddField("attachment", "thumb_sha256", models.BinaryField(db_default=b"", default=b"")),
    ]
