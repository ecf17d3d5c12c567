"""The decision notice: what came of a report, in the words its outcome deserves."""

import tomllib
from importlib import resources
from typing import NamedTuple

from django.utils.translation import gettext as _

from core.casework.actions.reopening import reopens_until
from core.casework.letters import base
from core.casework.letters.base import Letter
from core.casework.letters.handing import handed_outside
from core.casework.queries import outcome_of as ended_as
from core.casework.queries import reporter_story
from core.casework.queries.stories import TimelineEntry
from core.common.errors import NotFound
from core.common.formats import local_date
from core.common.translate_data import in_language
from core.reports.kinds import Outcome, State
from core.reports.models import Report

ANSWERED = "answered"
_ENDS_WITH_WORDS = ("refer", "resolve_outside")


class Wording(NamedTuple):
    """What the notice says of an outcome (`decisions.toml`)."""

    decision: str
    onward: str
    answer: bool = False


def _load() -> dict[str, Wording]:
    text = resources.files(__package__).joinpath("decisions.toml").read_text("utf-8")
    return {outcome: Wording(**words) for outcome, words in tomllib.loads(text).items()}


WORDINGS = _load()


def outcome_of(report: Report) -> str:
    """How a report ended, `ANSWERED` while its answer waits to be closed, or "" while nothing was decided."""
    if report.state == State.ANSWERED:
        return ANSWERED
    return ended_as(report)


def decision(report: Report, *, site: str) -> Letter:
    """What came of a report, for its reporter. NotFound while nothing was decided.

    At most four queries besides those of the story.
    """
    outcome = outcome_of(report)
    if outcome not in WORDINGS:
        raise NotFound()
    events = reporter_story(report).events
    wording, names = WORDINGS[outcome], _names(report)
    parts = [
        base.text(in_language(wording.decision) % names),
        *(_answers(events) if wording.answer else _reasons(report, events)),
        base.text(in_language(wording.onward) % names),
        base.text(_("Riwayat laporan ini tetap dapat dibaca di halaman lacak.")),
        base.heading(_("Laporan Anda")),
        base.words(report.description),
    ]
    decided_at = report.answered_at if outcome == ANSWERED else report.ended_at
    return base.finished(
        report,
        kind="keputusan",
        title=_("Pemberitahuan hasil laporan"),
        at=decided_at or events[-1].at,
        site=site,
        parts=parts,
        meta=[*base.about(report), (_("Hasil"), _result(outcome))],
        to=[_("Yth. Pelapor laporan %(number)s") % {"number": report.number}],
    )


def _result(outcome: str) -> str:
    return _("Sudah dijawab") if outcome == ANSWERED else str(Outcome(outcome).label)


def _names(report: Report) -> dict[str, str]:
    handing = handed_outside(report)
    return {
        "unit": report.unit.name if report.unit else _("petugas"),
        "receiver": handing.to if handing else "",
        "reopens_until": local_date(reopens_until(report)) if report.state == State.CLOSED else "",
    }


def _answers(events: list[TimelineEntry]) -> list[base.Part]:
    """The answers of the present round: what was said before a reopening or a rework is history."""
    spoken: list[TimelineEntry] = []
    for event in events:
        if event.action in ("reopen", "rework"):
            spoken.clear()
        elif event.action in ("answer", "follow_up") and event.text:
            spoken.append(event)
    return [base.words(event.text) for event in spoken]


def _reasons(report: Report, events: list[TimelineEntry]) -> list[base.Part]:
    """The rule a refusal rests on, and the coordinator's own words to the reporter, where there are any."""
    said = [event.text for event in events if event.action in _ENDS_WITH_WORDS][-1:]
    reason = [in_language(report.rejection_reason.sentence), report.rejection_note] if report.rejection_reason else []
    return [base.words(words) for words in (*reason, *said) if words]
