"""A request of the Ombudsman as a letter: PDF/UA, with what was answered and how it ended."""

from collections.abc import Sequence

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.casework.letters.base import Letter, Part, Rows, facts, heading, qr_svg, text, words
from core.common.formats import local_date, short_date
from core.common.pdf import make_pdf
from core.common.translate_data import in_language
from tenants.models import Tenant
from tenants.supervision.models import Reply, Request

_TEMPLATE = "letter.typ"


def request_letter(asked: Request, replies: Sequence[Reply], *, city: str, province: Tenant, desk_url: str) -> Letter:
    """The letter of a request to the city called `city`; `desk_url` is where the city answers it. No queries."""
    head = _("Ombudsman Republik Indonesia, Perwakilan %(province)s") % {"province": province.name}
    data = {
        "lang": get_language() or "id",
        "title": f"{in_language(asked.kind.name)}: {asked.subject}",
        "color": str(province.brand.get("color", "")),
        "head": {"name": head, "lines": []},
        "meta": facts(_meta(asked))["rows"],
        "to": [_("Kepada"), city],
        "parts": [text(asked.text), *_answers(replies), *_end(asked)],
        "track": {
            "svg": qr_svg(desk_url),
            "alt": _("Kode QR ke permintaan ini di meja kerja daerah"),
            "heading": _("Jawab permintaan ini"),
            "text": _("Koordinator daerah menjawab di meja kerja LAKSA."),
            "url": desk_url,
            "shown": desk_url.partition("://")[2],
        },
        "sign": {"place": short_date(asked.created_at), "lines": [head], "name": asked.officer_label},
        "footer": f"{head} · {asked.pk}",
        "page_words": _("Halaman {page} dari {pages}"),
    }
    return Letter(f"permintaan-{asked.pk}.pdf", make_pdf(_TEMPLATE, data, at=asked.created_at))


def _meta(asked: Request) -> Rows:
    due = local_date(asked.due_on) if asked.due_on else ""
    basis = in_language(asked.kind.legal_basis)
    if not asked.kind.confirmed:
        basis = f"{basis} ({_('belum dipastikan')})"
    return [
        (_("Jenis"), in_language(asked.kind.name)),
        (_("Nomor laporan"), asked.number),
        (_("Tanggal"), local_date(asked.created_at)),
        (_("Dijawab paling lambat"), due),
        (_("Dasar"), basis),
    ]


def _answers(replies: Sequence[Reply]) -> list[Part]:
    parts: list[Part] = []
    for reply in replies:
        who = _("Jawaban daerah") if reply.from_city else _("Tanggapan Ombudsman")
        parts += [heading(f"{who}, {local_date(reply.at)}"), words(reply.text), text(reply.author_label)]
    return parts


def _end(asked: Request) -> list[Part]:
    if not asked.is_closed:
        return []
    closed = _("Ditutup: %(verdict)s") % {"verdict": asked.get_verdict_display()}
    return [heading(closed), text(asked.closing_words)] if asked.closing_words else [heading(closed)]
