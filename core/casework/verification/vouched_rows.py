"""Are the rows a stream vouches for what it said of them last?"""

from collections.abc import Iterator

from core.audit import vouching
from core.audit.ledger_scope import BREAK
from core.audit.models import Entry
from core.casework.verification.problems import Fault, row_name


def vouched_faults(stream: str, now: vouching.Rows) -> Iterator[Fault]:
    """In the seat whose stream it is; `now` are its rows as they are."""
    for entry in Entry.objects.filter(stream=stream, action=BREAK).order_by("seq"):
        found = ", ".join(map(str, entry.details.get("found", [])))
        row = row_name("audit_entry", f"id {entry.pk} (seq {entry.seq})")
        yield Fault(row, f"found changed what no action had changed: {found}")
    known = vouching.vouched(stream)
    if known is None:
        return
    for name in vouching.differences(known, now):
        table, _space, key = name.partition(" ")
        if name not in now:
            yield Fault(row_name(table, key), "is gone, though the history has it")
        elif name not in known:
            yield Fault(row_name(table, key), "was added: no history speaks of it")
        else:
            yield Fault(row_name(table, key), "is not what the history says")
