"""What the public reads of address, answers and the note of a refusal, beside the originals."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reports", "0008_serials_in_order")]

    operations = [migrations.AddField("report", "public_parts", models.JSONField(default=dict, db_default={}))]
