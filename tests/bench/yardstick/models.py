"""Nine rows: one of the report, eight of what a report brings with it."""

from django.db import models


class Filed(models.Model):
    """A report as its body says it."""

    kind = models.CharField(max_length=15)
    category = models.CharField(max_length=60)
    description = models.TextField()
    identity = models.CharField(max_length=10)
    visibility = models.CharField(max_length=10)
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    address = models.CharField(max_length=300)
    area = models.CharField(max_length=13, db_index=True)
    contact = models.JSONField()
    at = models.DateTimeField(auto_now_add=True, db_index=True)

    def __str__(self) -> str:
        return f"{self.pk}"


class Part(models.Model):
    """A row beside it, as a deadline, an entry of the history or a mail is."""

    filed = models.ForeignKey(Filed, on_delete=models.CASCADE)
    name = models.CharField(max_length=30)
    text = models.TextField()
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name
