"""What a citizen sends, and the check that turns it into what a report may hold; HTML form and API share it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from core.catalogue.models import Category
from core.common.errors import Invalid, Sentence
from core.common.phones import normalise_email, normalise_phone
from core.common.present import present
from core.common.text import check_line, check_text
from core.reports.kinds import AreaCheck, Channel, IdentityLevel, Kind, Visibility
from tenants.areas import lookup
from tenants.areas.index import ChoiceState, PinResult, PinState, Refusal
from tenants.compiled import compiled
from tenants.models import Tenant

DESCRIPTION_LENGTH = (10, 5000)
MAX_PHOTOS = 5
_BAD_CHOICES = (Refusal.UNKNOWN_AREA, Refusal.NOT_A_KELURAHAN, Refusal.OTHER_CITY)
_CHECKS = {
    ChoiceState.MATCHED: AreaCheck.MATCHED,
    ChoiceState.MISMATCH: AreaCheck.MISMATCH,
    ChoiceState.UNCHECKED: AreaCheck.UNCHECKED,
}

_Value = TypeVar("_Value")


@dataclass(frozen=True)
class Draft:
    """Input as it came. `area` is a kelurahan's code; `attachments` are ids of photos uploaded before."""

    kind: object
    category: object
    description: object
    identity: object
    visibility: object
    lat: object = None
    lon: object = None
    address: object = ""
    area: object = ""
    name: object = ""
    email: object = ""
    phone: object = ""
    # For whom somebody else files (kuasa, UU 25/2009 Art. 40); name and contact are then those of the proxy.
    on_behalf_of: object = ""
    attachments: list[Any] = field(default_factory=list)
    channel: str = Channel.WEB


@dataclass(frozen=True)
class Checked:
    """A draft that may become a report."""

    kind: str
    category: Category
    description: str
    identity_level: str
    visibility: str
    lat: float | None
    lon: float | None
    address: str
    area_code: str
    area_check: str
    contact: dict[str, str]
    attachments: list[UUID]
    channel: str


class _Errors:
    """Collects every fault of a draft, so that the citizen sees all of them at once."""

    def __init__(self) -> None:
        self.found: dict[str, list] = {}
        self.elsewhere: Elsewhere | None = None

    def add(self, name: str, sentence: Sentence) -> None:
        self.found.setdefault(name, []).append(sentence)

    def attempt(self, check: Callable[..., _Value], *args: Any, default: _Value, **kwargs: Any) -> _Value:
        try:
            return check(*args, **kwargs)
        except Invalid as invalid:
            for name, sentences in invalid.errors.items():
                self.found.setdefault(name, []).extend(sentences)
            if isinstance(invalid, Elsewhere):
                self.elsewhere = invalid
            return default

    def refuse(self) -> None:
        """Raise all that was found, if anything: as Elsewhere, so that the way to the other city is not lost."""
        if self.elsewhere:
            self.elsewhere.errors = self.found
            raise self.elsewhere
        if self.found:
            raise Invalid(self.found)


def check(draft: Draft, tenant: Tenant) -> Checked:
    """Check a draft for a tenant; Invalid with a sentence at each faulty field. One query, for the category."""
    errors = _Errors()
    kind = errors.attempt(choice, draft.kind, "kind", Kind, default="")
    identity = errors.attempt(choice, draft.identity, "identity", IdentityLevel, default="")
    visibility = errors.attempt(choice, draft.visibility, "visibility", Visibility, default="")
    channel = errors.attempt(choice, draft.channel, "channel", Channel, default="")
    category = _category(errors, draft.category)
    minimum, maximum = DESCRIPTION_LENGTH
    description = errors.attempt(
        check_text, draft.description, field="description", minimum=minimum, maximum=maximum, default=""
    )
    address = errors.attempt(check_line, draft.address or "", field="address", maximum=300, default="")
    contact = _contact(errors, draft, identity)
    no_pin: tuple[float | None, float | None] = (None, None)
    lat, lon = errors.attempt(parse_pin, draft.lat, draft.lon, default=no_pin)
    area_code, area_check = _area(errors, draft, tenant, lat, lon, kind)
    no_photos: list[UUID] = []
    attachments = errors.attempt(attachment_ids, draft.attachments, default=no_photos)
    _privacy(errors, kind, identity, visibility)
    errors.refuse()
    return Checked(
        kind, present(category), description, identity, visibility, lat, lon, address, area_code, area_check, contact,
        attachments, channel,
    )  # fmt: skip


def choice(value: Any, field: str, choices: type[TextChoices]) -> str:
    """One of the choices; Invalid at `field` otherwise."""
    if value in (None, ""):
        raise Invalid.at(field, _("Pilih salah satu."))
    if not isinstance(value, str) or value not in choices.values:
        raise Invalid.at(field, _("Pilihan ini tidak ada."))
    return value


def _category(errors: _Errors, code: Any) -> Category | None:
    if not code:
        errors.add("category", _("Pilih kategori."))
        return None
    category = None
    if isinstance(code, str) and code.isascii() and "\x00" not in code:
        category = _active_category.first(code)
    if category is None:
        errors.add("category", _("Kategori ini tidak ada. Pilih dari daftar."))
    return category


@compiled
def _active_category(code: str) -> QuerySet[Category]:
    return Category.objects.filter(code=code, is_active=True)


def _contact(errors: _Errors, draft: Draft, identity: str) -> dict[str, str]:
    """Named wants a name and one way to reach, masked one way to reach, anonymous nothing at all."""
    name = errors.attempt(check_line, draft.name or "", field="name", maximum=120, default="")
    email = errors.attempt(normalise_email, draft.email, field="email", default="") if draft.email else ""
    phone = errors.attempt(normalise_phone, draft.phone, field="phone", default="") if draft.phone else ""
    principal = errors.attempt(check_line, draft.on_behalf_of or "", field="on_behalf_of", maximum=120, default="")
    if identity == IdentityLevel.ANONYMOUS:
        if draft.name or draft.email or draft.phone or draft.on_behalf_of:
            errors.add("identity", _("Tanpa identitas berarti tanpa nama dan kontak. Kosongkan isian itu."))
        return {}
    if identity == IdentityLevel.NAMED and not name and "name" not in errors.found:
        errors.add("name", _("Tulis nama Anda, atau pilih Anonim."))
    elif principal and not name and "name" not in errors.found:
        errors.add("name", _("Tulis nama yang menyampaikan untuk orang lain."))
    reached = email or phone or "email" in errors.found or "phone" in errors.found
    if identity and not reached:
        errors.add("phone", _("Tulis nomor HP atau e-mail, supaya petugas dapat menghubungi Anda."))
    given = {"name": name, "email": email, "phone": phone, "on_behalf_of": principal}
    return {key: value for key, value in given.items() if value}


def parse_pin(lat: Any, lon: Any) -> tuple[float | None, float | None]:
    """A pin in degrees from what was typed or sent; Invalid at `location` when it is none.

    Latitude 0 is a real place, so only None (or an empty field) means missing.
    """
    if lat in (None, "") and lon in (None, ""):
        return None, None
    try:
        if isinstance(lat, bool) or isinstance(lon, bool):
            raise ValueError
        north, east = float(lat), float(lon)
    except (TypeError, ValueError, OverflowError) as error:
        raise Invalid.at("location", _("Letak pada peta harus berupa angka lintang dan bujur.")) from error
    if not (-90 <= north <= 90 and -180 <= east <= 180):  # also refuses NaN
        raise Invalid.at("location", _("Letak pada peta di luar bumi. Tandai lagi tempatnya."))
    return round(north, 7) + 0.0, round(east, 7) + 0.0  # the sum turns -0.0, which no database keeps, into 0.0


def _area(
    errors: _Errors, draft: Draft, tenant: Tenant, lat: float | None, lon: float | None, kind: str
) -> tuple[str, str]:
    if "location" in errors.found:
        return "", ""
    chosen = draft.area if isinstance(draft.area, str) else ""
    if draft.area and not chosen:
        errors.add("area", _("Kelurahan/desa ini tidak ada. Pilih dari daftar."))
        return "", ""
    if lat is None and not chosen:
        if kind == Kind.COMPLAINT:
            errors.add("area", _("Tandai tempatnya pada peta, atau pilih kelurahan/desa."))
        return "", ""
    return errors.attempt(place_of, lat, lon, chosen, tenant.code, default=("", ""))


def place_of(lat: float | None, lon: float | None, chosen: str, city_code: str) -> tuple[str, str]:
    """Area code and how far it is checked, from the pin and the citizen's own choice, which stands within the city.

    Raises Invalid at `area` (no such kelurahan here) or at `location` (the pin lies outside; `Elsewhere` when it lies
    in another city).
    """
    if chosen:
        choice = lookup.check_choice(lat, lon, chosen, city_code)
        if choice.refusal in _BAD_CHOICES:
            raise Invalid.at("area", _("Kelurahan/desa ini tidak ada di daerah ini. Pilih dari daftar."))
        _refuse_outside(choice.pin, lat, lon)
        return chosen, _CHECKS[choice.state]
    pin = lookup.resolve_pin(present(lat), present(lon), city_code)
    _refuse_outside(pin, lat, lon)
    if pin.place is None:
        return "", AreaCheck.UNCHECKED
    return pin.place.code, AreaCheck.NEAR if pin.state == PinState.NEAR else AreaCheck.MATCHED


def _refuse_outside(pin: PinResult | None, lat: float | None, lon: float | None) -> None:
    if pin is None or pin.accepted:
        return
    if pin.state == PinState.ELSEWHERE and pin.place:
        raise Elsewhere(pin.place.city_code, pin.place.city_name, present(lat), present(lon))
    raise Invalid.at("location", _("Tempat ini berada di luar daerah ini. Pindahkan pin ke dalam batas daerah."))


class Elsewhere(Invalid):
    """The pin lies in another city; the answer leads there and carries the pin."""

    def __init__(self, city_code: str, city_name: str, lat: float, lon: float) -> None:
        self.city_code, self.city_name, self.lat, self.lon = city_code, city_name, lat, lon
        sentence = _("Tempat ini berada di %(city)s. Laporkan di situs %(city)s.") % {"city": city_name}
        super().__init__({"location": [sentence]}, code="elsewhere")


def attachment_ids(values: Any) -> list[UUID]:
    """Ids of uploaded photos, each once; Invalid at `attachments`."""
    if not isinstance(values, list | tuple):
        raise Invalid.at("attachments", _("Foto disebut sebagai daftar nomor unggahan."))
    try:
        ids = [value if isinstance(value, UUID) else UUID(str(value)) for value in values]
    except ValueError as error:
        raise Invalid.at("attachments", _("Foto ini tidak ditemukan. Unggah lagi.")) from error
    if len(set(ids)) > MAX_PHOTOS:
        raise Invalid.at("attachments", _("Paling banyak %(count)d foto.") % {"count": MAX_PHOTOS})
    return list(dict.fromkeys(ids))


def _privacy(errors: _Errors, kind: str, identity: str, visibility: str) -> None:
    """Misconduct is always secret and never named (it goes to the Inspektorat; SP4N)."""
    if kind != Kind.MISCONDUCT:
        return
    if identity == IdentityLevel.NAMED:
        errors.add("identity", _("Pengaduan ini selalu dirahasiakan. Pilih Anonim atau Tanpa identitas."))
    if visibility == Visibility.PUBLIC:
        errors.add("visibility", _("Pengaduan ini selalu dirahasiakan. Pilih Rahasia."))
