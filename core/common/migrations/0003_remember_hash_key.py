"""Remember which key the hashes of this installation are made with, before the first of them is made."""

from django.db import migrations

from core.common import crypto
from tenants.seats import PUBLIC


def remember(apps, schema_editor) -> None:
    if schema_editor.connection.schema_name == PUBLIC:
        apps.get_model("common", "HashKey").objects.create(mark=crypto.keyring()[-1].mark)


class Migration(migrations.Migration):
    dependencies = [
        ("common", "0002_attempts_and_hash_key"),
    ]

    operations = [
        migrations.RunPython(remember, migrations.RunPython.noop, elidable=False),
    ]
