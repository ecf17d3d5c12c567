"""How far the serials of a year were given out one after the other, before their order was secret."""

from django.db import migrations, models

_SO_FAR = "UPDATE reports_counter SET in_order = last WHERE in_order = 0"


class Migration(migrations.Migration):
    dependencies = [("reports", "0007_thumbnails")]

    operations = [
        migrations.AddField("counter", "in_order", models.IntegerField(default=0, db_default=0)),
        migrations.RunSQL(_SO_FAR, migrations.RunSQL.noop),
    ]
