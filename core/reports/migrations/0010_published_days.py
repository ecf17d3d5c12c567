"""The public tables by unit and area, kept for a day."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reports", "0009_public_parts")]

    operations = [
        migrations.CreateModel(
            name="PublishedDay",
            fields=[
                ("day", models.DateField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("tables", models.JSONField()),
            ],
        ),
    ]
