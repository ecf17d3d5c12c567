"""The look the province takes at a city every night, in parts: each is one transaction (`oversight.integrity`)."""

from core.casework.verification import cities
from core.casework.verification.bundles import bundles_after
from core.casework.verification.looks import Look
from core.casework.verification.problems import Problem
from tenants.context import current

# What was found, without a word of a report: a kind and its placeholders (`oversight.integrity.SENTENCES`).
Found = dict[str, str | int]


def look_after(place: int, look: Look) -> tuple[int, list[Found], int | None]:
    """The next part, in the seat of the city, where nothing can be written: how many reports, what was found, and
    where to go on; None after the last part, which is about the city as a whole."""
    tenant = current()
    if batch := bundles_after(place, look):
        problems = [problem for bundle in batch for problem in cities.problems_of(tenant, bundle, look)]
        return len(batch), list(map(_found, problems)), batch[-1].report.pk
    return 0, list(map(_found, cities.problems_of_the_whole(tenant, look))), None


def _found(problem: Problem) -> Found:
    if "-" not in problem.number:
        return {"kind": "office_differs", "row": problem.row}
    found: Found = {"kind": problem.kind, "number": problem.number, "row": problem.row}
    return {**found, "seq": problem.seq} if problem.seq else found
