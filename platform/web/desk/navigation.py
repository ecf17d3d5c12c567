"""The queues at the left of every page: which ones a person has, what they are called, how many wait there."""

from collections.abc import Mapping

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.accounts.actors import Actor
from core.accounts.roles import CITY_ROLES, Role
from core.casework import queries
from core.common.errors import NotFound
from tenants.lazy_text import Promise
from web.desk import shown

# Steps of a report's way, in their order; then the ways to look at all of them.
STEPS = ("verify", "needs_info", "dispatch", "unit", "check")
OVERVIEWS = ("overdue", "all", "ended")
# Only where there is something in it: nobody can answer these.
UNOWNED = "unowned"
# A unit meets a report only once it has been handed over.
UNIT_STEPS = ("unit", "check")

_TITLES: dict[str, Promise] = {
    "verify": _("Perlu diverifikasi"),
    "needs_info": _("Menunggu pelapor"),
    "dispatch": _("Perlu diteruskan"),
    "unit": _("Di OPD"),
    "check": _("Perlu diperiksa"),
    "overdue": _("Lewat batas waktu"),
    "unowned": _("Tanpa petugas"),
    "all": _("Semua yang berjalan"),
    "ended": _("Selesai"),
}
_TITLES_IN_A_UNIT: dict[str, Promise] = {"unit": _("Perlu dijawab"), "check": _("Menunggu penutupan")}
_EMPTY: dict[str, Promise] = {
    "verify": _("Semua laporan baru sudah diverifikasi."),
    "needs_info": _("Tidak ada pelapor yang sedang ditanya."),
    "dispatch": _("Semua laporan terverifikasi sudah diteruskan ke OPD."),
    "unit": _("Tidak ada laporan yang menunggu jawaban OPD."),
    "check": _("Tidak ada jawaban yang menunggu diperiksa."),
    "overdue": _("Tidak ada laporan yang lewat batas waktu."),
    "unowned": _("Setiap laporan di OPD mempunyai petugas yang dapat menjawabnya."),
    "all": _("Tidak ada laporan yang sedang berjalan."),
    "ended": _("Belum ada laporan yang berakhir."),
}
# Pages about the office itself, and the roles that open them.
_ADMIN, _HISTORY = (Role.ADMIN,), (Role.ADMIN, Role.LEADER)
_OFFICE: tuple[tuple[str, Promise, tuple[str, ...]], ...] = (
    ("desk_people", _("Orang"), _ADMIN),
    ("desk_grants", _("Peran"), CITY_ROLES),
    ("desk_units", pgettext_lazy("semua", "OPD"), _ADMIN),
    ("desk_settings", _("Pengaturan"), _ADMIN),
    ("desk_mail_texts", _("Surel"), _ADMIN),
    ("desk_days_off", _("Hari libur"), _ADMIN),
    ("desk_rules", _("Batas waktu"), _ADMIN),
    ("desk_office_history", _("Riwayat kantor"), _HISTORY),
)


def title(queue: str, actor: Actor) -> Promise:
    """What this person calls a queue; NotFound for a queue there is not."""
    if queue not in _TITLES:
        raise NotFound()
    return _TITLES[queue] if actor.sees_every_report else _TITLES_IN_A_UNIT.get(queue, _TITLES[queue])


def empty_sentence(queue: str) -> Promise:
    return _EMPTY[queue]


def queue_of(state: str) -> str:
    """The queue a report in this state stands in: the way back from its page."""
    return next((name for name in STEPS if state in queries.QUEUES[name]), "ended")


def first_queue(actor: Actor, counts: Mapping[str, int]) -> str:
    """Where this person's work begins: the first queue of their own with something in it."""
    own = [name for name in STEPS if any(queries.is_turn(actor, state) for state in queries.QUEUES[name])]
    return next((name for name in own if counts[name]), own[0] if own else "all")


def acts(actor: Actor) -> bool:
    """Whether any report can be this person's turn; a leader only reads."""
    return actor.has(Role.COORDINATOR) or bool(actor.unit_roles)


def groups(actor: Actor, counts: Mapping[str, int] | None, path: str) -> list[shown.NavigationGroup]:
    """The navigation for `components/navigation.html`; without counts for somebody who looks after people only."""
    found: list[shown.NavigationGroup] = []
    if counts is not None:
        steps = STEPS if actor.sees_every_report else UNIT_STEPS
        items = [_queue(name, actor, counts, path) for name in steps]
        if acts(actor):
            items.insert(0, _item(reverse("desk_notices"), _("Perlu tindakan Anda"), counts["mine"], path))
        found.append({"title": _("Antrean"), "items": items})
        overviews = [UNOWNED, *OVERVIEWS] if counts.get(UNOWNED) else OVERVIEWS
        found.append({"title": _("Semua laporan"), "items": [_queue(name, actor, counts, path) for name in overviews]})
    if counts is not None and "requests" in counts:
        item = _item(reverse("desk_ombudsman"), _("Permintaan Ombudsman"), counts["requests"], path)
        is_here = path.startswith(item["url"])
        found.append({"title": _("Pengawasan"), "items": [{**item, "is_current": is_here, "is_late": True}]})
    if actor.has(Role.COORDINATOR):
        item = _item(reverse("desk_file"), _("Catat laporan warga"), None, path)
        found.append({"title": _("Loket dan telepon"), "items": [item]})
    if office := [page for page in _OFFICE if actor.roles & set(page[2])]:
        items = [_item(reverse(name), label, None, path) for name, label, _roles in office]
        items = [{**item, "is_current": path.startswith(item["url"])} for item in items]
        found.append({"title": _("Kantor"), "items": items})
    return found


def _queue(name: str, actor: Actor, counts: Mapping[str, int], path: str) -> shown.NavigationItem:
    item = _item(reverse("desk_queue", args=[name]), title(name, actor), counts.get(name), path)
    return {**item, "is_late": name in ("overdue", UNOWNED)}


def _item(url: str, label: Promise, count: int | None, path: str) -> shown.NavigationItem:
    return {"url": url, "label": label, "count": count, "is_current": path == url}
