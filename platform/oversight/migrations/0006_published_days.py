"""The public tables by kind and topic, kept for a day."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("oversight", "0005_lateness_stays")]

    operations = [
        migrations.CreateModel(
            name="PublishedDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("tenant", models.CharField(max_length=5)),
                ("day", models.DateField()),
                ("at", models.DateTimeField()),
                ("tables", models.JSONField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("tenant", "day"), name="oversight_published_once"),
                ],
            },
        ),
    ]
