"""The waits a limit was paused by are kept, so that its end can be counted anew; and lateness of a former kind.

Limits that are open get their waits from the history: from each question to the reply, or to whatever else ended the
wait.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

FILL = """
UPDATE deadlines_deadline d SET waits = told.waits
  FROM (
    SELECT r.id AS report, array_agg(ARRAY[asked.at, ended.at] ORDER BY asked.seq) AS waits
      FROM reports_report r
      JOIN audit_entry asked ON asked.stream = r.number AND asked.action = 'ask'
      LEFT JOIN LATERAL (
        SELECT e.at FROM audit_entry e
         WHERE e.stream = asked.stream AND e.seq > asked.seq AND e.columns->>'state' <> 'needs_info'
         ORDER BY e.seq LIMIT 1
      ) ended ON true
     GROUP BY r.id
  ) told
 WHERE d.report_id = told.report AND d.pauses AND d.outcome = 'open' AND d.waits = '{}'
"""


class Migration(migrations.Migration):
    dependencies = [
        ("deadlines", "0004_calendar_computed_by"),
        ("audit", "0003_stream_ends"),
        ("reports", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            "deadline",
            "waits",
            ArrayField(ArrayField(models.DateTimeField(null=True), size=2), default=list, db_default=[]),
        ),
        migrations.AddField("deadline", "late_before", models.JSONField(default=list, db_default=[])),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
