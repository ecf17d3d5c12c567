"""Are the papers between Ombudsman and city what the histories of both say, and their state what follows from them?"""

from collections.abc import Iterator

from core.audit import streams
from core.casework.supervision import papers
from core.casework.verification.problems import Fault
from core.casework.verification.vouched_rows import vouched_faults
from tenants.supervision.models import Request


def paper_faults() -> Iterator[Fault]:
    """What the one side wrote in whose seat we are."""
    for fault in vouched_faults(streams.OMBUDSMAN, papers.rows()):
        # The tables are the province's whoever wrote into them.
        yield fault._replace(row=f"public.{fault.row.partition('.')[2]}") if ".supervision_" in fault.row else fault


def state_faults() -> Iterator[Fault]:
    """In the province's seat: a request is closed, answered or open by its papers (`supervision_replied`)."""
    for row in Request.objects.prefetch_related("replies").order_by("pk").iterator(500):
        replies = sorted(row.replies.all(), key=lambda reply: reply.pk)
        if row.closed_at:
            follows = Request.State.CLOSED
        else:
            follows = Request.State.ANSWERED if replies and replies[-1].from_city else Request.State.OPEN
        if row.state != follows:
            yield Fault(f"public.supervision_request {row.pk}", f"its state is {row.state}, but follows as {follows}")
