"""Does the ledger know of every entry that the province does not count, and of no other?"""

from collections.abc import Iterator

from core.audit.ledger_scope import NOT_IN_LEDGER
from core.casework.verification.bundles import Bundle
from core.casework.verification.problems import Fault


def witness_faults(bundle: Bundle) -> Iterator[Fault]:
    """What came with a report from another city is that city's to tell."""
    here = (entry for entry in bundle.entries if bundle.owner_of(entry.seq) == bundle.schema)
    had = {entry.seq: bytes(entry.hash) for entry in here if entry.action in NOT_IN_LEDGER}
    yield from unlike(bundle.schema, bundle.report.number, had, bundle.witnesses)


def unlike(schema: str, stream: str, had: dict[int, bytes], recorded: dict[int, bytes]) -> Iterator[Fault]:
    """Where entries (hashes by their place) and what the ledger recorded of them are not the same."""
    for seq in sorted(had.keys() | recorded.keys()):
        if had.get(seq) != recorded.get(seq):
            row = f"public.ledger_witness {schema} {stream} seq {seq}"
            if seq not in recorded:
                yield Fault(row, "is missing, though the history has the entry", "ledger_differs", seq)
            elif seq not in had:
                yield Fault(row, "tells of an entry that the history does not have", "ledger_differs", seq)
            else:
                yield Fault(row, "is not the hash of the entry", "ledger_differs", seq)
