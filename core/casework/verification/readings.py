"""Does the Ombudsman's own list of what its people opened say what the city's history says?"""

from collections import Counter
from collections.abc import Iterator

from core.casework.supervision.readings import visitor_label
from core.casework.verification.bundles import Bundle
from core.casework.verification.problems import Fault


def reading_faults(bundle: Bundle) -> Iterator[Fault]:
    here = (entry for entry in bundle.entries if bundle.owner_of(entry.seq) == bundle.schema)
    said = Counter((entry.at, entry.actor_label) for entry in here if entry.action == "overseer_read")
    listed = {row.pk: (row.at, visitor_label(row.officer_label)) for row in bundle.readings}
    for key, reading in listed.items():
        if said[reading] <= 0:
            yield Fault(f"public.supervision_reading {key}", "no entry of the history speaks of it")
        said[reading] -= 1
    for (at, label), missing in said.items():
        if missing > 0:
            what = f"of {bundle.report.number} by {label} at {at:%Y-%m-%d %H:%M:%S}"
            yield Fault(f"public.supervision_reading {what}", "is gone, though the history has it")
