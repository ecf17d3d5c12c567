"""Does each seal still fit the ledger and the seal before it? Names the row at fault as exactly as a digest can."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import groupby

from oversight import seals
from oversight.models import Seal

# What a line of a seal stands for, by format.
_LINES = {1: "reports", 2: "entries"}
Step = Callable[[], None]


@dataclass(frozen=True)
class SealFault:
    """One thing that does not fit, without personal data.

    `row` is the table and the row's key, `what` a sentence for the operator, `kind` one of
    `oversight.integrity.SENTENCES`.
    """

    row: str
    what: str
    kind: str
    day: date


def faults(
    tenant: str, *, made: Mapping[date, str] | None = None, newest: int | None = None, step: Step = lambda: None
) -> list[SealFault]:
    """What does not fit among a tenant's seals, the oldest first.

    Every seal is held against the one before it, and against what the province's own history says of it (`made`: the
    digests in hexadecimal by day). Each of the present format is computed again from the ledger: it vouches for the
    entries of its day. Of format 1 only the `newest` are (None: all): a head stood for its report's whole history.
    `step` is called after each seal computed. Province or owner.
    """
    known = list(Seal.objects.filter(tenant=tenant).order_by("day"))
    first = 0 if newest is None else max(0, len(known) - newest)
    found = [*_broken_links(known), *_not_as_made(known, made or {})]
    named = {fault.row for fault in found}
    changed = []
    for place, seal in enumerate(known):
        if seal.version == 1 and place < first:
            continue
        step()
        if seal.version not in seals.FORMATS:
            found.append(_fault(seal, "seal_edited", f"was edited: there is no format {seal.version}"))
            continue
        closing = seals.closing_of(seal)
        now = seals.Lines.of(closing)
        if now.count == closing.count and now.digest(closing) == bytes(seal.digest):
            continue
        edited = _edited(known, place, now) or _moved(known, place)
        if edited is None:
            changed.append((place, seal, now.count))
        elif _row(seal) not in named:
            found.append(_fault(seal, "seal_edited", edited))
    return found + list(_changed_ledger(known, changed))


def _not_as_made(known: Sequence[Seal], made: Mapping[date, str]) -> Iterator[SealFault]:
    """The newest seal has no successor that names it, but the province wrote down that it was made."""
    rows = {seal.day: seal for seal in known}
    for day, digest in sorted(made.items()):
        if (seal := rows.get(day)) is None:
            yield SealFault(f"public.oversight_seal of {day}", "is gone, though it was made", "seal_gone", day)
        elif seal.hexdigest != digest:
            yield _fault(seal, "seal_edited", "is not the one that was made")


def _row(seal: Seal) -> str:
    return f"public.oversight_seal id {seal.pk} ({seal.day})"


def _fault(seal: Seal, kind: str, what: str) -> SealFault:
    return SealFault(_row(seal), what, kind, seal.day)


def _before(known: Sequence[Seal], place: int) -> bytes:
    return bytes(known[place - 1].digest) if place else seals.FIRST


def _broken_links(known: Sequence[Seal]) -> list[SealFault]:
    found = []
    for place, seal in enumerate(known):
        last = known[place - 1] if place else None
        if last and seal.day != last.day + timedelta(days=1):
            missing = seal.day - timedelta(days=1)
            found.append(_fault(seal, "seal_missing", f"the seal of the day before it ({missing}) is missing"))
        elif bytes(seal.previous) != _before(known, place):
            found.append(_fault(seal, "seal_unlinked", "does not follow from the seal before it"))
    return found


def _edited(known: Sequence[Seal], place: int, now: seals.Lines) -> str | None:
    """Which column of the seal itself was edited, if the ledger or the neighbours can still tell."""
    seal, digest = known[place], bytes(known[place].digest)
    sealed = _counted(seals.closing_of(seal), now)
    before = replace(sealed, previous=_before(known, place))
    if now.digest(sealed) == digest:
        return f"was edited: it counts {_count(seals.closing_of(seal))}, but was made of {_count(sealed)}"
    if now.digest(before) == digest:
        return "was edited: previous is not the digest it was made with"
    following = bytes(known[place + 1].previous) if place + 1 < len(known) else None
    if following in (now.digest(sealed), now.digest(before)):
        return "was edited: its digest is not the one the next seal follows from"
    return None


def _counted(closing: seals.Closing, now: seals.Lines) -> seals.Closing:
    """The same with the counts that the ledger gives."""
    if closing.version == 1:
        return replace(closing, reports=now.count)
    reports = seals.reports_between(closing.tenant, closing.since, closing.until)
    return replace(closing, entries=now.count, reports=reports)


def _count(closing: seals.Closing) -> str:
    entries = "" if closing.entries is None else f"{closing.entries} entries of "
    return f"{entries}{closing.reports} reports"


def _moved(known: Sequence[Seal], place: int) -> str | None:
    """Indonesia keeps no summer time: a day ends 24 hours after the day before it, and begins where that one ended."""
    seal, last = known[place], known[place - 1] if place else None
    closing = seals.closing_of(seal)
    neighbours = [known[other].until for other in (place - 1, place + 1) if 0 <= other < len(known)]
    spans = [(closing.since, moment + timedelta(days=days)) for moment in neighbours for days in (1, -1)]
    spans += [(last.until if last else None, closing.until), (None, closing.until)]
    for since, until in spans:
        moved = replace(closing, since=since, until=until)
        if moved != closing and seals.Lines.of(moved).digest(moved) == bytes(seal.digest):
            name, was = ("until", until) if until != closing.until else ("since", since)
            return f"was edited: {name} is {_time(getattr(closing, name))}, but was {_time(was)}"
    return None


def _changed_ledger(known: Sequence[Seal], changed: list[tuple[int, Seal, int]]) -> Iterator[SealFault]:
    """Seals the ledger no longer gives, one sentence for days that follow each other."""
    for _run, group in groupby(enumerate(changed), key=lambda item: item[1][0] - item[0]):
        run = [item for _number, item in group]
        place, seal, count = run[0]
        since = f"after {_time(known[place - 1].until)} and " if place else ""
        closing = seals.closing_of(seal)
        what = (
            f"no longer fits the ledger: it was made of {closing.count} {_LINES[seal.version]}, the ledger has"
            f" {count}; an entry recorded {since}before {_time(seal.until)} was changed or is gone"
        )
        if len(run) > 1:
            what += f"; so do all seals up to {run[-1][1].day}"
        yield _fault(seal, "seal_misfit", what)


def _time(moment: datetime | None) -> str:
    return "the beginning" if moment is None else moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")
