"""What should not stand in a public text: personal data found by rules, and the text with it taken out."""

from dataclasses import dataclass

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from lokal.samaran import detect_pii
from lokal.samaran.types import PiiType

from tenants.lazy_text import Promise

# What is looked for, with the word that takes its place. Addresses stay: they say where the trouble is.
PLACEHOLDERS: dict[PiiType, Promise] = {
    "NAME": _("nama"),
    "PHONE": _("nomor telepon"),
    "EMAIL": _("alamat surel"),
    "NIK": _("NIK"),
    "KK": _("nomor KK"),
    "NPWP": _("NPWP"),
    "PASSPORT": _("nomor paspor"),
    "SIM": _("nomor SIM"),
    "NIP": _("NIP"),
    "BPJS": _("nomor BPJS"),
    "NISN": _("NISN"),
    "BANK_ACCOUNT": _("nomor rekening"),
    "CARD": _("nomor kartu"),
    "PLATE": _("nomor polisi"),
    "BIRTH_DATE": _("tanggal lahir"),
}


@dataclass(frozen=True)
class Found:
    """One piece of personal data in a text: what it is, as a word, and what stands there."""

    label: str
    value: str


@dataclass(frozen=True)
class Proposal:
    """A text with everything found taken out; a person decides what is published."""

    text: str
    found: list[Found]


def propose(text: str) -> Proposal:
    """Look for personal data of Indonesians (UU 27/2022) in a text and take it out. No query.

    The words that take its place stand among the reporter's own, hence in the language of the site.
    """
    parts, found, at = [], [], 0
    for match in sorted(detect_pii(text, types=list(PLACEHOLDERS)), key=lambda match: match.start):
        if match.start < at:
            continue
        label = PLACEHOLDERS[match.type]
        with translation.override(settings.LANGUAGE_CODE):
            parts += [text[at : match.start], f"[{label}]"]
        found.append(Found(str(label), text[match.start : match.end]))
        at = match.end
    return Proposal("".join(parts) + text[at:], found)
