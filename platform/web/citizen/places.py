"""What a pin says: in words for the form and its map, with the way to the right city where it lies in another one."""

from dataclasses import asdict, dataclass
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.casework import queries
from core.common.errors import Invalid
from core.common.places import area_words, place_words
from core.common.present import present
from core.reports.drafts import parse_pin
from tenants.areas import lookup
from tenants.areas.codes import CITY, KECAMATAN, KELURAHAN
from tenants.areas.index import AreaName, PinResult, PinState
from tenants.context import current
from web.citizen import shown

__all__ = ["PinAnswer", "answer", "area_words", "check_pin", "map_frame", "outlines", "place_words"]

OUTLINE_SECONDS = 3600


@dataclass(frozen=True)
class PinAnswer:
    """Where a pin lies. `link` leads to the form of the city it lies in, and carries pin and category along."""

    state: str
    sentence: str
    area: str = ""
    name: str = ""
    kecamatan: str = ""
    link: str = ""
    link_text: str = ""


def answer(lat: float, lon: float, category: str = "") -> PinAnswer:
    """What to say about a pin, seen from the current city."""
    city = current()
    pin = lookup.resolve_pin(lat, lon, city.code)
    if pin.state == PinState.ELSEWHERE and pin.place:
        return _elsewhere(pin.place, lat, lon, category)
    if not pin.accepted:
        words = {"city": city.name}
        return PinAnswer(pin.state, _("Tempat ini berada di luar %(city)s. Pindahkan pin ke dalam batasnya.") % words)
    if pin.place is None:
        return PinAnswer(pin.state, _("Tempatnya sudah ditandai. Pilih juga kelurahan/desa dari daftar."))
    return PinAnswer(pin.state, _inside(pin, city.name), pin.place.code, pin.place.name, pin.place.kecamatan)


def _inside(pin: PinResult, city: str) -> str:
    place = place_words(present(pin.place))
    if pin.state == PinState.NEAR:
        words = {"city": city, "place": place}
        return _("Pin sedikit di luar batas %(city)s; dicatat di tempat terdekat: %(place)s.") % words
    return _("Pin berada di %(place)s.") % {"place": place}


def _elsewhere(place: AreaName, lat: float, lon: float, category: str) -> PinAnswer:
    words = {"city": place.city_name}
    address = queries.neighbour_address(place.city_code)
    if not address:
        sentence = _("Tempat ini berada di %(city)s, yang belum memakai layanan ini. Pindahkan pin bila keliru.")
        return PinAnswer(PinState.ELSEWHERE, sentence % words, place.code, place.name, place.kecamatan)
    carried = {"lat": lat, "lon": lon, **({"category": category} if category else {})}
    return PinAnswer(
        PinState.ELSEWHERE,
        _("Tempat ini berada di %(city)s, bukan di sini. Laporkan di situs %(city)s, atau pindahkan pin.") % words,
        place.code,
        place.name,
        place.kecamatan,
        f"{address}/lapor/?{urlencode(carried)}",
        _("Buat laporan di situs %(city)s") % words,
    )


def map_frame() -> shown.MapFrame:
    """What the map component needs of the city: its box and the address of its outlines; empty without boundaries."""
    box = lookup.bbox(current().code)
    if box is None:
        return {}
    return {"bounds": f"{box.west},{box.south},{box.east},{box.north}"}


@require_safe
def check_pin(request: HttpRequest) -> HttpResponse:
    """JSON for the map: where is this pin? 400 with a sentence for what is no pin."""
    try:
        lat, lon = parse_pin(request.GET.get("lat"), request.GET.get("lon"))
        if lat is None or lon is None:
            raise Invalid.at("location", _("Letak pada peta harus berupa angka lintang dan bujur."))
    except Invalid as invalid:
        return JsonResponse({"sentence": str(invalid.errors["location"][0])}, status=400)
    return JsonResponse(asdict(answer(lat, lon, request.GET.get("category", "")[:60])))


@require_safe
def outlines(request: HttpRequest, level: int) -> HttpResponse:
    """GeoJSON of the city's boundaries of one level; show `attribution` beside them."""
    if level not in (CITY, KECAMATAN, KELURAHAN):
        raise Http404
    text = lookup.outlines(current().code, level)
    headers = {"Cache-Control": f"public, max-age={OUTLINE_SECONDS}"}
    return HttpResponse(text, content_type="application/geo+json", headers=headers)
