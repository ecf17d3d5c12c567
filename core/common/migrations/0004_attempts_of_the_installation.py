"""Tries are counted over the whole installation now (`tenants.Attempt`), no longer in each city.

What was counted here is minutes old; nothing of it has to be carried over.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("common", "0003_remember_hash_key"),
    ]

    operations = [migrations.DeleteModel("Attempt")]
