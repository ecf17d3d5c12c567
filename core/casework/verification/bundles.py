"""Everything that is stored about a report, read in batches: the city goes on working while it is verified."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.db.models import QuerySet

from core.audit import streams
from core.audit.ledger_scope import ARRIVES
from core.audit.models import Entry
from core.casework.actions.erasing import ERASES_COPY
from core.casework.verification.looks import CLOSE, Look, one_moment
from core.common.present import present
from core.deadlines.models import Deadline, Escalation
from core.reports.kinds import State
from core.reports.models import Attachment, FollowUp, Identity, Message, Report
from core.routing.models import Dispatch, Note
from tenants.connection import connection
from tenants.ledger.models import Entry as LedgerEntry
from tenants.ledger.models import Fact, Witness
from tenants.supervision.models import Reading

BATCH = 500


@dataclass
class Bundle:
    """Everything that is stored about one report."""

    report: Report
    entries: list[Entry] = field(default_factory=list)
    deadlines: list[Deadline] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    dispatches: list[Dispatch] = field(default_factory=list)
    follow_ups: list[FollowUp] = field(default_factory=list)
    photos: list[Attachment] = field(default_factory=list)
    identity: Identity | None = None
    # What the office's own history says of the copy of a report that went to another city: that it was erased.
    copy_erased: Entry | None = None
    ledger: list[LedgerEntry] = field(default_factory=list)
    fact: Fact | None = None
    escalations: list[Escalation] = field(default_factory=list)
    # What the Ombudsman lists of it.
    readings: list[Reading] = field(default_factory=list)
    # By entry: what the ledger recorded of those the province does not count.
    witnesses: dict[int, bytes] = field(default_factory=dict)

    @property
    def said(self) -> dict[int, Entry]:
        """The history by its sequence numbers."""
        return {entry.seq: entry for entry in self.entries}

    @property
    def erased_from(self) -> int:
        """Words, photos and identity of all entries before this one were erased; 0: nothing was.

        What a copy lost came back when the report did: the other city still had it.
        """
        erased = max((entry.seq for entry in self.entries if entry.action == "anonymise"), default=0)
        return self.dispatches_erased_from if self.copy_lies_erased else erased

    @property
    def dispatches_erased_from(self) -> int:
        """The same of the words with which units were given it: no other city has those."""
        erased = [entry.seq for entry in self.entries if entry.action == "anonymise"]
        if self.copy_erased and isinstance(seq := self.copy_erased.details.get("seq"), int):
            erased.append(seq + 1)
        return max(erased, default=0)

    @property
    def schema(self) -> str:
        """The city whose rows these are."""
        return connection.schema_name

    @property
    def is_elsewhere(self) -> bool:
        """Whether the report is another city's now; this one's history ends with the hand-over."""
        return self.report.state == State.TRANSFERRED

    @property
    def copy_lies_erased(self) -> Entry | None:
        """The erasing of the copy that lies here now: one from before the report came back and went again is past."""
        erased = self.copy_erased if self.is_elsewhere else None
        return erased if erased and erased.details.get("seq") == self.entries[-1].seq else None

    def owner_of(self, seq: int) -> str:
        """The schema of the city that wrote an entry: what one city hands over, the next one takes with its past."""
        taken = (entry for entry in self.entries if entry.seq > seq and entry.action in ARRIVES)
        receipt = next(taken, None)
        return receipt.details.get("from", "") if receipt else self.schema


def batches() -> Iterator[list[Bundle]]:
    """Batch after batch, each as it stood at one moment: the city goes on working while it is verified."""
    last = 0
    batch: list[Bundle] = []
    while batch or not last:
        with one_moment():
            batch = bundles_after(last)
        if not batch:
            return
        last = batch[-1].report.pk
        yield batch


def bundles_after(last: int, look: Look = CLOSE) -> list[Bundle]:
    """The next batch after a report's key, in the caller's transaction."""
    # A join would pass over a report whose category is gone, and so over everything that is stored about it.
    related = ("category", "unit", "rejection_reason")
    reports = Report.objects.filter(pk__gt=last).prefetch_related(*related).order_by("pk")[:BATCH]
    return _fill({report.pk: Bundle(report) for report in reports}, look)


def _fill(by_id: dict[int, Bundle], look: Look) -> list[Bundle]:
    by_number = {bundle.report.number: bundle for bundle in by_id.values()}
    for name, model, related in (
        ("deadlines", Deadline, ()),
        ("messages", Message, ()),
        ("notes", Note, ()),
        ("dispatches", Dispatch, ("unit",)),
        ("follow_ups", FollowUp, ("unit",)),
        ("photos", Attachment, ()),
        ("escalations", Escalation, ("unit",)),
    ):
        for row in model.objects.filter(report_id__in=by_id).select_related(*related):
            getattr(by_id[present(row.report_id)], name).append(row)
    for identity in Identity.objects.filter(report_id__in=by_id):
        by_id[identity.report_id].identity = identity
    for entry in Entry.objects.filter(stream__in=by_number).order_by("stream", "seq", "pk"):
        by_number[entry.stream].entries.append(entry)
    for entry in copies_erased(by_number):
        by_number[entry.details["number"]].copy_erased = entry
    schema = connection.schema_name
    with look.in_province():
        for recorded in LedgerEntry.objects.filter(number__in=by_number).order_by("number", "seq", "pk"):
            by_number[recorded.number].ledger.append(recorded)
        for fact in Fact.objects.filter(number__in=by_number):
            by_number[fact.number].fact = fact
        for reading in Reading.objects.filter(tenant=schema, number__in=by_number).order_by("pk"):
            by_number[reading.number].readings.append(reading)
        for number, seq, witnessed_hash in witnessed(schema, list(by_number)):
            by_number[number].witnesses[seq] = witnessed_hash
    return list(by_id.values())


def witnessed(schema: str, streams: list[str]) -> Iterator[tuple[str, int, bytes]]:
    """(stream, seq, hash) of what a city, or the province, has recorded of entries that are not counted. One query."""
    rows = Witness.objects.filter(tenant=schema, stream__in=streams).values_list("stream", "seq", "entry_hash")
    return ((stream, seq, bytes(witnessed_hash)) for stream, seq, witnessed_hash in rows.iterator())


def copies_erased(numbers: Iterable[str]) -> QuerySet[Entry]:
    """What the office's own history says of copies of these reports, in its order."""
    rows = Entry.objects.filter(stream=streams.OFFICE, action__in=ERASES_COPY)
    return rows.filter(details__number__in=list(numbers)).order_by("seq")
