import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.functions.comparison
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0002_emergency_and_keywords"),
        ("reports", "0002_support_redaction_and_senders"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="report",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.search.SearchVector(
                    django.db.models.functions.comparison.Coalesce(
                        django.db.models.functions.comparison.NullIf("public_text", models.Value("")),
                        "description",
                        output_field=models.TextField(),
                    ),
                    config="simple",
                ),
                condition=models.Q(("verified_at__isnull", False), ("visibility", "public")),
                name="report_public_words",
            ),
        ),
    ]
