"""Which entries of a report's history the province counts."""

from core.audit.models import Entry

# That the report's row was found changed by no action (`core.casework.actions.breaks`).
BREAK = "found_changed"
# Readings, breaks, and into whose account a report was put are in its history, but are nothing the province counts.
NOT_IN_LEDGER = frozenset({"identity_read", "overseer_read", "claim", "disclaim", BREAK})

# How a history goes on from one city's to another's: the entry that ends it in the one, and the entry that takes it up
# in the other. Handed over; given back by the city that was to have it; taken back by the city that had it.
LEAVES = frozenset({"transfer", "hand_back", "let_go"})
ARRIVES = frozenset({"receive", "come_back", "recall"})


def last_in_ledger(stream: str) -> Entry | None:
    """The last entry of a report that the ledger has too: its hash is the head a seal is made of. One query."""
    return Entry.objects.filter(stream=stream).exclude(action__in=NOT_IN_LEDGER).order_by("-seq").first()
