"""Until when a report that another city handed over may be given back."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reports", "0010_published_days")]

    operations = [
        migrations.AddField("report", "accept_by", models.DateTimeField(null=True)),
        migrations.AddIndex(
            "report",
            models.Index(
                condition=models.Q(("accept_by__isnull", False)), fields=["accept_by"], name="report_to_accept"
            ),
        ),
    ]
