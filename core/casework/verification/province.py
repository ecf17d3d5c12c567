"""What does not fit of the province's own: its histories, its law and people, and its papers. In its seat."""

from collections.abc import Iterator

from core.audit import streams
from core.casework import vouched
from core.casework.verification.own_streams import stream_faults
from core.casework.verification.papers import paper_faults, state_faults
from core.casework.verification.problems import Fault
from core.casework.verification.vouched_rows import vouched_faults

STREAMS = (streams.PROVINCE, streams.SEALS, streams.OMBUDSMAN)


def row_faults() -> Iterator[tuple[str, str, str]]:
    """(stream, row, what) of rows that are not what the stream says."""
    for fault in vouched_faults(streams.PROVINCE, vouched.rows_of_the_province()):
        yield streams.PROVINCE, fault.row, fault.what
    for fault in (*paper_faults(), *state_faults()):
        yield streams.OMBUDSMAN, fault.row, fault.what


def own_faults() -> list[Fault]:
    """All of it but the history of seals, which is long, for the Ombudsman's page."""
    found = [fault for stream in (streams.PROVINCE, streams.OMBUDSMAN) for fault in stream_faults(stream)]
    return found + [Fault(row, what) for _stream, row, what in row_faults()]
