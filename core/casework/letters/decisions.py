"""The decision notice: what came of a report, in the words its outcome deserves."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.casework.actions.reopening import reopens_until
from core.casework.letters import base
from core.casework.letters.base import Letter
from core.casework.letters.handing import handed_outside
from core.casework.queries import outcome_of as ended_as
from core.casework.queries import reporter_story
from core.casework.queries.stories import TimelineEntry
from core.common.dates import local_date
from core.common.errors import NotFound
from core.common.translate_data import in_language
from core.reports.kinds import Outcome, State
from core.reports.models import Report
from tenants.lazy_text import Promise

ANSWERED = "answered"
_ENDS_WITH_WORDS = ("refer", "resolve_outside")


@dataclass(frozen=True)
class Wording:
    """What the notice says of an outcome. `answer`: the unit's answer follows; `onward`: what the reporter can do."""

    decision: Promise
    onward: Promise
    answer: bool = False


_OBJECT = gettext_lazy(
    "Bila tidak menerima keputusan ini, Anda dapat membuat laporan baru dengan keterangan yang lebih lengkap, atau "
    "menyampaikan keberatan atas nama sendiri kepada Ombudsman Republik Indonesia. Keduanya tidak dipungut biaya."
)
_REOPEN = gettext_lazy(
    "Bila masalahnya ternyata belum selesai, Anda dapat meminta laporan ini dibuka kembali di halaman lacak sampai "
    "%(reopens_until)s."
)
_FOLLOW = gettext_lazy("Riwayat laporan ini tetap dapat dibaca di halaman lacak.")

WORDINGS: dict[str, Wording] = {
    ANSWERED: Wording(
        gettext_lazy("Laporan Anda sudah dijawab oleh %(unit)s. Jawabannya sebagai berikut."),
        gettext_lazy("Bila jawaban ini belum menyelesaikan masalahnya, tulis tanggapan Anda di halaman lacak."),
        answer=True,
    ),
    Outcome.DONE: Wording(
        gettext_lazy("Laporan Anda sudah ditangani oleh %(unit)s dan dinyatakan selesai. Hasilnya sebagai berikut."),
        _REOPEN,
        answer=True,
    ),
    Outcome.AUTO: Wording(
        gettext_lazy(
            "Laporan Anda sudah dijawab oleh %(unit)s dan ditutup karena tidak ada tanggapan lagi dalam batas "
            "waktunya. Jawabannya sebagai berikut."
        ),
        _REOPEN,
        answer=True,
    ),
    Outcome.OUTSIDE: Wording(
        gettext_lazy("Menurut pemeriksaan petugas, masalah yang Anda laporkan sudah teratasi di luar layanan ini."),
        _REOPEN,
    ),
    Outcome.REFUSED: Wording(
        gettext_lazy("Laporan Anda tidak dapat kami tindaklanjuti. Alasannya sebagai berikut."), _OBJECT
    ),
    Outcome.REFERRED: Wording(
        gettext_lazy(
            "Masalah yang Anda laporkan bukan wewenang pemerintah daerah ini. Laporan Anda kami teruskan kepada "
            "%(receiver)s, yang berwenang menanganinya; identitas Anda tidak kami sertakan."
        ),
        gettext_lazy("Perkembangan selanjutnya dapat Anda tanyakan kepada instansi itu."),
    ),
    Outcome.TRANSFERRED: Wording(
        gettext_lazy(
            "Laporan Anda dialihkan kepada %(receiver)s, yang berwenang menanganinya, dengan nomor, riwayat, dan "
            "batas waktu yang sama."
        ),
        gettext_lazy("Nomor dan kode tanda terima Anda tetap berlaku; halaman lacak membawa Anda ke sana."),
    ),
    Outcome.MERGED: Wording(
        gettext_lazy(
            "Laporan Anda digabung dengan laporan lain tentang hal yang sama, supaya ditangani sekaligus. Isi laporan "
            "Anda tidak disalin ke laporan itu."
        ),
        gettext_lazy("Perkembangannya kami beri tahukan kepada Anda juga."),
    ),
    Outcome.LAPSED: Wording(
        gettext_lazy(
            "Laporan Anda dianggap dicabut, karena keterangan yang kami minta tidak kami terima sampai batas waktunya."
        ),
        gettext_lazy("Anda dapat membuat laporan baru kapan saja; tidak dipungut biaya."),
    ),
    Outcome.WITHDRAWN: Wording(
        gettext_lazy("Laporan ini sudah dicabut atas permintaan Anda dan tidak kami tindaklanjuti lagi."),
        gettext_lazy("Anda dapat membuat laporan baru kapan saja; tidak dipungut biaya."),
    ),
}


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
        base.text(str(wording.decision) % names),
        *(_answers(events) if wording.answer else _reasons(report, events)),
        base.text(str(wording.onward) % names),
        base.text(str(_FOLLOW)),
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
