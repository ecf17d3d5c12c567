"""The ends of a city's chains, for whoever compares them with what the ledger was told (`oversight.integrity`)."""

from collections.abc import Iterator
from itertools import groupby

from core.audit import chain
from core.audit.models import Entry
from core.audit.told import NOT_TOLD
from core.audit.writing import link_of
from core.reports.models import Report

BATCH = 500
# What is wrong with a chain and at which entry, without a word of the report.
Break = tuple[str, int]
# (number, seq and hash of the last entry the ledger has, the first break of the chain or None)
Head = tuple[str, int, bytes, Break | None]


def heads_after(number: str, size: int = BATCH) -> list[Head]:
    """The next reports in the order of their numbers, each chain computed again. Two queries, in the city's seat."""
    wanted = Report.objects.filter(number__gt=number).order_by("number")[:size]
    reports = {row[0]: row for row in wanted.values_list("number", "audit_seq", "audit_head")}
    entries = Entry.objects.filter(stream__in=reports).order_by("stream", "seq", "pk")
    chains = {stream: list(group) for stream, group in groupby(entries, key=lambda entry: entry.stream)}
    return [_head(*report, chains.get(report[0], [])) for report in reports.values()]


def _head(number: str, audit_seq: int, audit_head: bytes, entries: list[Entry]) -> Head:
    told = [entry for entry in entries if entry.action not in NOT_TOLD]
    seq, head = (told[-1].seq, bytes(told[-1].hash)) if told else (0, b"")
    return number, seq, head, next(_breaks(audit_seq, audit_head, entries), None)


def _breaks(audit_seq: int, audit_head: bytes, entries: list[Entry]) -> Iterator[Break]:
    previous = chain.START
    for expected, entry in enumerate(entries, start=1):
        if entry.seq != expected:
            yield "entry_missing", expected
        if bytes(entry.previous) != previous or chain.link_hash(link_of(entry)) != bytes(entry.hash):
            yield "entry_changed", entry.seq
        previous = bytes(entry.hash)
    if len(entries) != audit_seq or previous != bytes(audit_head):
        yield "end_differs", len(entries)
