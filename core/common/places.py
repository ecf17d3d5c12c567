"""What a place of the official list is called in words."""

from django.utils.translation import gettext as _

from tenants.areas import lookup
from tenants.areas.codes import KECAMATAN, KELURAHAN
from tenants.areas.index import AreaName


def place_words(place: AreaName) -> str:
    """ "Kelurahan Sukaasih, Kecamatan Tangerang", as far as is known."""
    kinds = {KELURAHAN: _("Desa") if place.type == "desa" else _("Kelurahan"), KECAMATAN: _("Kecamatan")}
    name = f"{kinds[place.level]} {place.name}" if place.level in kinds else place.name
    if place.level == KELURAHAN and place.kecamatan:
        return _("%(place)s, Kecamatan %(kecamatan)s") % {"place": name, "kecamatan": place.kecamatan}
    return name


def area_words(code: str) -> str:
    """The name of a report's area in words, or ""."""
    place = lookup.place_of(code) if code else None
    return place_words(place) if place else ""
