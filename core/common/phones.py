"""Phone numbers and e-mail addresses in one form each, so that the same contact is found again by its keyed hash."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _
from lokal.phone import parse_phone

from core.common.errors import Invalid
from core.common.text import check_line


def normalise_phone(text: object, *, field: str = "phone") -> str:
    """An Indonesian mobile or landline number as +62…: "0812-3456-7890", "+62 812…" and "62812…" become one form."""
    typed = check_line(text, field=field, minimum=1, maximum=40)
    phone = parse_phone(typed)
    if phone.e164:
        return phone.e164
    if any(character.isalpha() for character in typed):
        sentence = _("Nomor telepon hanya boleh berisi angka, misalnya 0812 3456 7890.")
    elif any(issue.code == "length" for issue in phone.errors):
        sentence = _("Jumlah angkanya tidak pas. Nomor ponsel berisi 10 sampai 13 angka, misalnya 0812 3456 7890.")
    else:
        sentence = _("Tulis nomor telepon Indonesia yang diawali 0 atau +62, misalnya 0812 3456 7890.")
    raise Invalid.at(field, sentence, "phone_malformed")


def normalise_email(text: object, *, field: str = "email") -> str:
    """An e-mail address with its domain in lower case. The part before the @ stays as typed: mail servers may care."""
    address = check_line(text, field=field, minimum=1, maximum=254)
    try:
        validate_email(address)
    except ValidationError as error:
        sentence = _("Alamat e-mail ini tidak lengkap atau salah. Contoh yang benar: nama@contoh.id.")
        raise Invalid.at(field, sentence, "email_malformed") from error
    local, _at, domain = address.rpartition("@")
    return f"{local}@{domain.lower()}"
