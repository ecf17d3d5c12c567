"""Which entries of a report's history the province is told of."""

from core.audit.models import Entry

# Readings are in a report's history, but are nothing the province counts.
NOT_TOLD = frozenset({"identity_read", "overseer_read"})


def last_told(stream: str) -> Entry | None:
    """The last entry of a report that the ledger has too: its hash is the head a seal is made of. One query."""
    return Entry.objects.filter(stream=stream).exclude(action__in=NOT_TOLD).order_by("-seq").first()
