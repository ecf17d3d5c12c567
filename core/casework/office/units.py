"""Units (OPD): added, renamed, closed with everything they have handed on, opened again."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.accounts.actors import Actor
from core.casework.office.emptying import empty_closed_units, reports_at, work_of
from core.casework.office.transaction import change_of_office, free_code, take_over
from core.catalogue.models import Category, Unit
from core.common.errors import Conflict, Invalid, checked
from core.common.rows import row_or_404, row_or_none
from core.common.text import check_line
from core.reports.models import Report
from tenants.jobs import enqueue
from tenants.lazy_text import Promise

UNIT_TYPES: dict[str, Promise] = {
    "dinas": _("Dinas"),
    "badan": _("Badan"),
    "kecamatan": _("Kecamatan"),
    "kelurahan": _("Kelurahan atau desa"),
    "sekretariat": _("Sekretariat"),
    "inspektorat": _("Inspektorat"),
    "satuan": _("Satuan"),
    "lainnya": _("Lainnya"),
}


def unit_of(code: str) -> Unit:
    """A unit, closed ones too; NotFound when there is none."""
    return row_or_404(Unit.objects.all(), code=code)


def open_unit(actor: Actor, *, name: Any, short_name: Any, type: Any, at: datetime | None = None) -> Unit:
    """Add a unit. Its code is made from the short name and stays for good."""
    values = _values(name, short_name, type)
    with change_of_office(actor, at) as write:
        _refuse_taken(values["short_name"])
        unit = Unit.objects.create(code=free_code(Unit, values["short_name"], "opd"), is_confirmed=True, **values)
        write("open_unit", **_named(unit))
        return unit


def change_unit(code: str, actor: Actor, *, name: Any, short_name: Any, type: Any, at: datetime | None = None) -> Unit:
    """Rename a unit. Its type stays once a report has been there: the history of that report vouches for it."""
    values = _values(name, short_name, type)
    with change_of_office(actor, at) as write:
        unit = unit_of(code)
        _refuse_taken(values["short_name"], besides=unit)
        if unit.type != values["type"] and Report.objects.filter(unit=unit).exists():
            sentence = _("Jenisnya tidak dapat diubah lagi: OPD ini sudah menangani laporan. Tambahkan OPD baru.")
            raise Invalid.at("type", sentence)
        if changes := take_over(unit, values):
            write("change_unit", **_named(unit), changes=changes)
        return unit


def close_unit(code: str, actor: Actor, *, successor: Any = None, at: datetime | None = None) -> Unit:
    """Close a unit: it gets nothing any more, and what it has goes to its successor, else to the coordinator.

    Categories it leads go to the successor; without one they must have been given to others before (Invalid). The
    reports move in a job (`empty_closed_units`), because there may be many.
    """
    with change_of_office(actor, at) as write:
        unit = unit_of(code)
        if not unit.is_active:
            raise Conflict("closed", _("OPD ini sudah ditutup."))
        follows = _successor(unit, successor)
        led = Category.objects.filter(lead_unit=unit)
        if follows is None and (names := list(led.filter(is_active=True).values_list("name", flat=True))):
            sentence = _("OPD ini memimpin kategori: %(names)s. Pilih OPD penerus, atau ganti dulu OPD kategorinya.")
            raise Invalid.at("successor", sentence % {"names": ", ".join(names)}, "leads_categories")
        if follows:
            led.update(lead_unit=follows)
        unit.is_active = False
        unit.save(update_fields=["is_active"])
        write(
            "close_unit",
            **_named(unit),
            to=follows.short_name if follows else "",
            to_code=follows.code if follows else "",
            reports=work_of(unit).count(),
        )
        enqueue(empty_closed_units)
        return unit


def reopen_unit(code: str, actor: Actor, *, at: datetime | None = None) -> Unit:
    """Open a closed unit again, empty: what was handed on stays where it is. Its people have their roles again."""
    with change_of_office(actor, at) as write:
        unit = unit_of(code)
        if unit.is_active:
            raise Conflict("open", _("OPD ini sudah bekerja."))
        if reports_at(unit).exists():
            raise Conflict("emptying", _("Laporannya masih dipindahkan. Tunggu sebentar, lalu coba lagi."))
        unit.is_active = True
        unit.save(update_fields=["is_active"])
        write("reopen_unit", **_named(unit))
        return unit


def _successor(unit: Unit, code: Any) -> Unit | None:
    if not code:
        return None
    others = Unit.objects.exclude(pk=unit.pk)
    found = row_or_none(others, code=code, is_active=True) if isinstance(code, str) else None
    if found is None:
        raise Invalid.at("successor", _("Pilih OPD penerus dari daftar."))
    return found


def _values(name: Any, short_name: Any, type: Any) -> dict[str, str]:
    return checked(
        {
            "name": lambda: check_line(name, field="name", minimum=3, maximum=200),
            "short_name": lambda: check_line(short_name, field="short_name", minimum=2, maximum=80),
            "type": lambda: _type(type),
        }
    )


def _type(type: Any) -> str:
    if type not in UNIT_TYPES:
        raise Invalid.at("type", _("Pilih jenis OPD dari daftar."))
    return str(type)


def _refuse_taken(short_name: str, besides: Unit | None = None) -> None:
    """Refuse a second unit of the same name: nobody could distinguish them in a list."""
    others = Unit.objects.filter(short_name__iexact=short_name)
    if besides:
        others = others.exclude(pk=besides.pk)
    if others.exists():
        raise Invalid.at("short_name", _("Nama pendek ini sudah dipakai OPD lain."))


def _named(unit: Unit) -> dict[str, str]:
    return {"unit": unit.short_name, "unit_code": unit.code}
