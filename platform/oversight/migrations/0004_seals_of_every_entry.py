"""Seals of format 2: of every entry of a day, the province's own too. Older seals keep their format."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("oversight", "0003_lists"), ("ledger", "0007_witnesses")]

    operations = [
        migrations.AlterField("seal", "tenant", models.CharField(max_length=6)),
        migrations.AddField("seal", "version", models.SmallIntegerField(default=1, db_default=1)),
        migrations.AddField("seal", "since", models.DateTimeField(null=True)),
        migrations.AddField("seal", "entries", models.IntegerField(null=True)),
    ]
