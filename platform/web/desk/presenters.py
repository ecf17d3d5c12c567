"""What the desk's pages show, in the shape their templates take."""

import math
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.accounts.actors import Actor
from core.accounts.roles import Role
from core.audit.ledger_scope import ARRIVES, LEAVES
from core.casework import actions, queries
from core.casework.queries import Story, TimelineEntry
from core.common.errors import Forbidden, Refused
from core.common.reversed_urls import address
from core.common.text import clean_text
from core.common.translate_data import in_language
from core.notifications.actions import NEEDS, PART
from core.notifications.models import Notice
from core.reports.kinds import STATUS_OF_STATE, AreaCheck, IdentityLevel, State
from core.reports.models import Attachment, Report
from core.reports.workflow import UNIT_HEAD, UNIT_OFFICER, guard
from core.routing.models import Dispatch
from tenants.areas import lookup
from tenants.areas.codes import KELURAHAN
from tenants.context import current
from tenants.lazy_text import Promise
from web.desk import navigation, shown
from web.files.pictures import Picture, photo_url, picture, pictures
from web.html.badges import part_word

WORDS_IN_A_ROW = 160
# Half the width of the small map in degrees, about 500 m.
_MAP_MARGIN = 0.005
# The same where the map shows what lies within 300 m.
_NEAR_MARGIN = 0.003

_ICONS = {
    **dict.fromkeys(("ask", "reply", "record_reply", "message", "add_info", "note"), "message-square"),
    **dict.fromkeys(
        (
            "withdraw_question",
            "send_back",
            "undo_answer",
            "undo_close",
            "rework",
            "return_part",
            "withdraw_part",
            "hand_back",
            "come_back",
            "let_go",
            "recall",
            "reopen",
        ),
        "undo-2",
    ),
    "go_on_without": "arrow-right",
    **dict.fromkeys(("identity_read", "show_photo"), "eye"),
    **dict.fromkeys(("redact", "hide_photo", "anonymise"), "lock"),
    "work_photos": "camera",
    **dict.fromkeys(("accept", "accept_silently", "check"), "check"),
    **dict.fromkeys(("merge", "absorb", "follow"), "users"),
    **dict.fromkeys(("extend", "recalculate"), "clock"),
    "escalate": "triangle-alert",
}
# Written by the office to itself; the citizen reads none of it.
_OFFICE_NOTES = (
    "dispatch",
    "redispatch",
    "send_back",
    "add_part",
    "finish_part",
    "return_part",
    "withdraw_part",
    "rework",
    "note",
    "transfer",
    "hand_back",
    "identity_read",
)
_WANTED: dict[str, Promise] = {
    State.SUBMITTED: gettext_lazy("Perlu diverifikasi"),
    State.VERIFIED: gettext_lazy("Perlu diteruskan ke OPD"),
    State.DISPATCHED: gettext_lazy("Perlu dikerjakan atau dijawab"),
    State.IN_PROGRESS: gettext_lazy("Perlu dijawab"),
    State.ANSWERED: gettext_lazy("Perlu diperiksa dan ditutup"),
}
_HANDED_OVER = gettext_lazy("Dialihkan ke daerah ini: terima atau kembalikan")
_CAME_BACK = gettext_lazy("Dikembalikan daerah lain: putuskan lagi")
_ESCALATED = gettext_lazy("Lewat batas, dinaikkan kepada Anda")
_PART_WANTED = gettext_lazy("Bagian OPD Anda perlu diselesaikan")
_PART_LATE = gettext_lazy("Lewat batas, dan bagian OPD Anda belum selesai")
_UNDO_TITLES: dict[str, Promise] = {
    "answer": gettext_lazy("Batalkan jawaban"),
    "close": gettext_lazy("Batalkan penutupan"),
}
_IDENTITY_FIELDS: dict[str, Promise] = {
    "name": gettext_lazy("Nama"),
    "phone": gettext_lazy("Telepon"),
    "email": gettext_lazy("Surel"),
    "on_behalf_of": gettext_lazy("Atas nama"),
}


# -- Lists ---------------------------------------------------------------------------------------------------------


def row(report: queries.ListedReport, now: datetime) -> shown.QueueRow:
    """One line of a queue; `report` comes from `queries.desk_list`. A late one says whose part holds it up."""
    return {
        "report": report,
        "number": report.number,
        "url": address("desk_report", report.number),
        "is_checked": report.checked_at is not None and report.is_open,
        "is_waiting": report.is_open and report.accept_by is not None,
        "is_secret": not report.is_public,
        "category": in_language(report.category.name),
        "area": lookup.name_of(report.area_code) or "",
        "unit": report.unit.short_name if report.unit else "",
        "words": " ".join(report.description[: 2 * WORDS_IN_A_ROW].split())[:WORDS_IN_A_ROW],
        "thumb_url": photo_url(Attachment(pk=report.photo_id), "thumb", private=True) if report.photo_id else "",
        "held_up_by": ", ".join(report.waits_for) if _is_late(report, now) else "",
    }


def _is_late(report: Report, now: datetime) -> bool:
    return report.is_open and report.next_due_at is not None and report.next_due_at < now


def notice(found: Notice) -> shown.NoticeRow:
    report = found.report
    return {
        "url": address("desk_report", report.number),
        "title": _wanted(found),
        "state": report.state,
        "number": report.number,
        "words": in_language(report.category.name),
        "area": lookup.name_of(report.area_code) or "",
        "due": report.next_due_at,
        "received_at": found.at,
    }


def _wanted(found: Notice) -> Promise:
    """What the notice asks of whom it is for."""
    if found.event == PART:
        return _PART_WANTED
    if found.event == "receive" and found.report.accept_by:
        return _HANDED_OVER
    if found.event == "come_back":
        return _CAME_BACK
    if found.event != "escalate":
        return _WANTED[found.report.state]
    return _PART_LATE if found.unit_id not in (None, found.report.unit_id) else _ESCALATED


# -- One report ----------------------------------------------------------------------------------------------------


def report_photos(story: Story) -> list[Picture]:
    return pictures(story.photos, _("Foto dari pelapor"), private=True)


def timeline(story: Story) -> list[shown.TimelineRow]:
    return [_entry(event) for event in story.events]


def _entry(event: TimelineEntry) -> shown.TimelineRow:
    is_office_note = event.action in _OFFICE_NOTES and (event.text or event.action == "identity_read")
    return {
        "title": event.sentence,
        "at": event.at,
        "actor": part_word(event.actor),
        "text": event.text,
        "public_text": event.public_text,
        "photos": pictures(event.photos, event.sentence, private=True),
        "status": STATUS_OF_STATE.get(event.state, ""),
        "icon": _ICONS.get(event.action, ""),
        "private": _("Hanya tampak bagi petugas.") if is_office_note else "",
    }


def place(report: Report) -> shown.Place:
    """Where it is: area names, how the pin agrees with them, the box of the small map, a link to a big one."""
    area = lookup.place_of(report.area_code)
    found: shown.Place = {"area": area, "check": report.area_check, "address": report.address}
    if report.lat is None or report.lon is None:
        return found
    lat, lon = report.lat, report.lon
    if report.area_check == AreaCheck.MISMATCH:
        found["pin_area"] = lookup.locate(lat, lon)
    return {
        **found,
        "has_pin": True,
        "lat": lat,
        "lon": lon,
        "coordinates": f"{lat:.6f}, {lon:.6f}",
        "near_bounds": _box(lat, lon, _NEAR_MARGIN),
        "neighbours": reverse("desk_neighbours", args=[report.number]),
        "bounds": _box(lat, lon, _MAP_MARGIN),
        "outline": reverse("outlines", args=[KELURAHAN]) if lookup.has_boundaries(current().code) else "",
        "map_url": f"https://www.openstreetmap.org/?mlat={lat:.6f}&mlon={lon:.6f}#map=18/{lat:.6f}/{lon:.6f}",
    }


def _box(lat: float, lon: float, margin: float) -> str:
    return f"{lon - margin},{lat - margin},{lon + margin},{lat + margin}"


def city_map() -> shown.CityMap:
    """What a map to choose a place on needs: the box around the city and its outlines; nothing without boundaries."""
    box = lookup.bbox(current().code)
    if box is None:
        return {}
    bounds = f"{box.west},{box.south},{box.east},{box.north}"
    return {"bounds": bounds, "outline": reverse("outlines", args=[KELURAHAN])}


def neighbours(found: list[Report]) -> list[shown.Neighbour]:
    """Other open reports around, as lines beside the map."""
    return [
        {
            "url": address("desk_report", other.number),
            "report": other,
            "metres": round(other.distance_m),
        }
        for other in found
    ]


def neighbours_on_map(report: Report, found: list[Report]) -> dict[str, object]:
    """The report itself and those around it as GeoJSON for the map, whose pins lead to them."""
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "geometry": {"type": "Point", "coordinates": [other.lon, other.lat]},
                "properties": {
                    "status": "choice" if other is report else other.status,
                    "title": other.number,
                    "text": in_language(other.category.name),
                    "url": address("desk_report", other.number),
                },
            }
            for other in (*found, report)
        ],
    }


def photo_switches(story: Story) -> list[shown.PhotoSwitch]:
    """Every photo of the report and of its answers, with whether the public is kept from it."""
    every = {photo.pk: photo for photo in story.photos}
    every |= {photo.pk: photo for event in story.events for photo in event.photos if photo.follow_up_id}
    public = [photo for photo in every.values() if photo.follow_up_id or photo.seq == 1]
    return [
        {
            "id": photo.pk,
            "is_hidden": photo.is_hidden,
            **picture(photo, _("Foto %(n)d") % {"n": position}, private=True),
        }
        for position, photo in enumerate(public, start=1)
    ]


def undo(actor: Actor, story: Story, now: datetime) -> shown.Undo | None:
    """The step this person may take back, and for how many minutes more."""
    last = story.last_step
    if not last or not (step := actions.undoable(last, actor, at=now)):
        return None
    left = timedelta(minutes=settings.UNDO_MINUTES) - (now - last.at)
    return {"step": step, "title": _UNDO_TITLES[step], "minutes": max(1, math.ceil(left / timedelta(minutes=1)))}


def identity(contact: dict[str, str]) -> list[tuple[Promise, str]]:
    """Label and value of what is stored, in a fixed order."""
    return [(label, contact[name]) for name, label in _IDENTITY_FIELDS.items() if contact.get(name)]


def identity_sentence(report: Report) -> str:
    """What the office may know about who reported this."""
    return {
        IdentityLevel.NAMED: _("Nama dan kontak pelapor tersimpan tersandi; masyarakat tidak melihatnya."),
        IdentityLevel.MASKED: _("Pelapor meminta namanya disembunyikan, juga dari OPD yang menangani."),
        IdentityLevel.ANONYMOUS: _("Pelapor memilih tanpa identitas; tidak ada yang tersimpan. Ia membaca jawaban "
                                   "dengan nomor dan kodenya."),
    }[IdentityLevel(report.identity_level)]  # fmt: skip


def unsent(typed: list[str], story: Story) -> list[str]:
    """What somebody wrote in vain; not what the first of two presses has brought already."""
    sent = {event.text for event in story.events}
    return [text for text in typed if clean_text(text) not in sent]


# -- Who has it, and where it went -----------------------------------------------------------------------------------


def parts(story: Story, now: datetime) -> list[shown.Part]:
    """The units that do a part of the work, how far each has come, and what was said about it."""
    is_late = _is_late(story.report, now)
    return [
        {
            "unit": part.unit,
            "is_done": part.ending == Dispatch.Ending.FINISHED,
            "holds_up": is_late and part.ended_at is None,
            "words": _part_words(part, is_late=is_late),
            "at": part.ended_at,
            "note": part.note,
            "return_note": part.return_note,
        }
        for part in story.parts
    ]


def _part_words(part: Dispatch, *, is_late: bool) -> str:
    if part.ended_at is None:
        return _("Belum selesai, sedangkan laporan lewat batas") if is_late else _("Sedang dikerjakan")
    endings = Dispatch.Ending
    words: dict[str, str] = {
        endings.FINISHED: _("Bagian ini selesai"),
        endings.RETURNED: _("Dikembalikan: bukan wewenangnya"),
        endings.REPLACED: _("Tidak diperlukan lagi"),
    }
    return words.get(part.ending, _("Berakhir"))


def links(actor: Actor, story: Story) -> shown.Links:
    """What the report was merged into or took in, and the cities it went to or came from. Whoever belongs to a unit
    reads numbers only: another unit's report is not for following."""
    report = story.report
    crossings = [event for event in story.events if event.action in LEAVES | ARRIVES]
    return {
        "into": report.merged_into,
        "joined": [other.number for other in queries.joined(story)],
        "crossed": [
            {"sentence": event.sentence, "reason": event.text if event.action == "hand_back" else ""}
            for event in crossings
        ],
        "accept_by": report.accept_by,
        "leads_on": actor.sees_every_report,
    }


# -- Whose turn it is ----------------------------------------------------------------------------------------------


def turn(actor: Actor, report: Report, *, has_actions: bool) -> str:
    """Why somebody has nothing to do with this report now, or whose turn it is first; "" when it is their own."""
    if not report.is_open and has_actions:
        return ""
    if not report.is_open:
        return _("Laporan ini sudah berakhir; tidak ada tindakan lagi.")
    if reason := closing_refusal(actor, report):
        return str(reason)
    if not navigation.acts(actor):
        return _("Peran Anda membaca laporan; yang menindaklanjuti adalah koordinator dan OPD.")
    audience = NEEDS.get(report.state, "")
    if has_actions and (actor.has(audience) if audience != "unit" else report.unit_id in actor.unit_roles):
        return ""
    if audience == Role.COORDINATOR:
        return _("Sekarang giliran koordinator.")
    if audience == "unit" and report.unit:
        return _("Sekarang giliran %(unit)s.") % {"unit": report.unit.name}
    return _("Menunggu keterangan dari pelapor.")


def waits_for_parts(actor: Actor, story: Story, now: datetime) -> str:
    """Why the unit that answers cannot answer yet: others have not finished their parts. When the report is late, the
    same to everybody else who reads it. "" when that is not so."""
    names, is_late = ", ".join(part.unit.short_name for part in story.open_parts), _is_late(story.report, now)
    if not names:
        return ""
    if actor.has_in_unit(story.report.unit_id, UNIT_OFFICER, UNIT_HEAD):
        sentence = _("Anda menjawab pelapor setelah bagian ini selesai: %(units)s.") % {"units": names}
        return f"{_('Laporan ini lewat batas.')} {sentence}" if is_late else sentence
    return _("Laporan ini lewat batas dan menunggu bagian ini: %(units)s.") % {"units": names} if is_late else ""


def closing_refusal(actor: Actor, report: Report) -> Promise | str | None:
    """Why a coordinator may not close this answered report: he or she answered it. None when that is not so."""
    if report.state != State.ANSWERED or not actor.has(Role.COORDINATOR):
        return None
    try:
        guard(actor, "close", report)
    except Forbidden as refusal:
        return refusal.message
    return None


def refusal(found: Refused, story: Story) -> shown.Refusal:
    """Why an action was refused, in its own sentence; where the report moved on while somebody was looking at an older
    page of it, what has happened to it."""
    if found.code != "wrong_state":
        return {"title": _("Tidak dijalankan"), "text": found.message}
    last = next(event for event in reversed(story.events) if event.action != "identity_read")
    text = _("Terakhir: %(event)s (%(actor)s). Kiriman Anda tidak dijalankan; di bawah ini keadaan terbarunya.")
    return {
        "title": _("Laporan ini sudah berpindah tahap"),
        "text": text % {"event": last.sentence, "actor": part_word(last.actor)},
        "at": last.at,
    }
