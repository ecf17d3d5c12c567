"""What is published of a city, or of all, by kind and topic: made once a day, so that nobody sees a figure move."""

from django.db import models


class PublishedDay(models.Model):
    """The tables of one day (`oversight.publication`): of a city by its schema, of all cities by "*". They hold
    nothing that is not on a public page. `at` is when they were counted, the first time somebody asked on that day.
    """

    tenant = models.CharField(max_length=5)
    day = models.DateField()
    at = models.DateTimeField()
    tables = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "day"], name="oversight_published_once")]

    def __str__(self) -> str:
        return f"{self.tenant} {self.day}"
