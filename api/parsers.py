"""Bodies as they are read: strictly, within a limit, and never into something a later step would choke on."""

import json
from collections.abc import Mapping
from typing import IO, Any, NoReturn

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from rest_framework.parsers import BaseParser, DataAndFiles, MultiPartParser

from api.problems import UnreadableBody
from core.common.errors import Refused
from core.common.present import present

# What surrounds the one file of a multipart body: boundaries and headers.
_ENVELOPE_BYTES = 64 * 1024


class StrictJSONParser(BaseParser):
    """JSON of RFC 8259 in UTF-8, at most DATA_UPLOAD_MAX_MEMORY_SIZE bytes: no NaN, no Infinity, no endless nesting.

    Lone surrogates (`"\\ud800"`), which no UTF-8 text can hold, are left out, as the cleaning of typed text does.
    """

    media_type = "application/json"

    def parse(
        self, stream: IO[bytes], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        raw = present(parser_context)["request"].body
        try:
            value = json.loads(raw.decode("utf-8-sig"), parse_constant=_refuse)
            if b"\\ud" in raw.lower():
                text = json.dumps(value, ensure_ascii=False)
                value = json.loads(text.encode("utf-8", "ignore"))
        except (ValueError, RecursionError) as error:  # not JSON, not UTF-8, a number of thousands of digits
            raise UnreadableBody(message=_("Kiriman ini bukan JSON yang dapat dibaca.")) from error
        return value


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")


class PhotoParser(MultiPartParser):
    """multipart/form-data with one photo. A body that says it is too large is refused before it is read."""

    def parse(
        self, stream: IO[bytes], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> DataAndFiles:
        limit = settings.PHOTO_MAX_BYTES
        if int(present(parser_context)["request"].META.get("CONTENT_LENGTH") or 0) > limit + _ENVELOPE_BYTES:
            sentence = _("Foto terlalu besar. Paling besar %(limit)d MB.") % {"limit": limit // (1024 * 1024)}
            raise Refused("photo_too_big", sentence)
        return super().parse(stream, media_type, parser_context)
