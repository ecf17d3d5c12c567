"""What the coordinator needs for the check: photos before and after side by side, and what follows from it."""

from django.utils.translation import gettext as _

from core.accounts.actors import Actor
from core.accounts.roles import Role
from core.casework.queries import Story, TimelineEntry
from core.catalogue.settings import city_settings
from core.reports.kinds import State
from web.desk import shown
from web.files.pictures import pictures
from web.html.formats import local_date

_ANSWERS = ("answer", "follow_up")


def compared(story: Story) -> shown.Compared | None:
    """The reporter's photos beside those of the present answer, with its words; None while nobody has answered."""
    if story.report.state not in (State.ANSWERED, State.CLOSED) or story.report.answered_at is None:
        return None
    events = _answers(story)
    if not events:
        return None
    after = [photo for event in events for photo in event.photos]
    return {
        "before": pictures(story.photos, _("Foto sebelum, dari pelapor"), private=True),
        "after": pictures(after, _("Foto sesudah, dari OPD"), private=True),
        "texts": [event.text for event in events],
    }


def _answers(story: Story) -> list[TimelineEntry]:
    """The answer that stands, with what was added to it."""
    found: list[TimelineEntry] = []
    for event in reversed(story.events):
        if event.action in _ANSWERS:
            found.insert(0, event)
        if event.action == "answer":
            break
    return found


def check_sentence(actor: Actor, story: Story) -> str:
    """How this city ends an answered report: checked first, closed by hand, or by itself. One query, for an answer."""
    report = story.report
    if report.state != State.ANSWERED or not actor.has(Role.COORDINATOR):
        return ""
    until = next((row.due_on for row in story.deadlines if row.rule == "auto_close" and row.is_open), None)
    if until is None:
        return _checked(story)
    sentence = _("%(checked)s Laporan lalu menutup sendiri bila pelapor tidak menanggapi sampai %(date)s.")
    return sentence % {"checked": _checked(story), "date": local_date(until)}


def _checked(story: Story) -> str:
    if story.report.checked_at:
        last = next((event for event in reversed(story.events) if event.action == "check"), None)
        return _("Sudah diperiksa %(who)s, %(date)s.") % {
            "who": last.actor if last else "",
            "date": local_date(story.report.checked_at),
        }
    if city_settings().independent_check:
        return _(
            "Di kota ini jawaban diperiksa orang lain dari yang menjawab; menutup laporan sekarang berarti Anda sudah "
            "memeriksanya."
        )
    return _("Di kota ini pemeriksaan oleh orang lain tidak wajib.")
