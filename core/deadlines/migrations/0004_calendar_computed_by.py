"""The calendar that open deadlines were computed by is kept whole, so that history can name the day that changed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("deadlines", "0003_escalations")]

    operations = [
        migrations.AddField("recalculation", "days_off", models.JSONField(default=list, db_default=[])),
        migrations.AddField("recalculation", "decreed", models.JSONField(default=list, db_default=[])),
    ]
