"""Short-lived addresses of private files: one opens that file of that tenant, for anybody, until it expires."""

from datetime import UTC, datetime, timedelta

from django.core.signing import BadSignature, Signer
from django.utils.translation import gettext_lazy as _

from core.common.errors import Forbidden, NotFound

LIFETIME = timedelta(minutes=15)
# Expiry falls on a grid, so that within one step a page shows the same address and the browser need not load it again.
STEP = timedelta(minutes=5)


def _signer(schema: str) -> Signer:
    return Signer(salt=f"laksa.file.{schema}")


def sign_file(schema: str, file_id: object, *, now: datetime) -> str:
    """The last part of the file's address, safe in a URL, valid from `LIFETIME` to `LIFETIME + STEP` after now."""
    step = int(STEP.total_seconds())
    expires = -(-int((now + LIFETIME).timestamp()) // step) * step
    return _signer(schema).sign(f"{file_id}:{expires}")


def same_until(now: datetime) -> datetime:
    """Until when an address signed now would be signed the same: the end of its step."""
    step = int(STEP.total_seconds())
    return datetime.fromtimestamp((int(now.timestamp()) // step + 1) * step, UTC)


def signed_file(schema: str, token: str, *, now: datetime) -> str:
    """The file id in a token of `sign_file`. NotFound when forged or another tenant's, Forbidden when expired."""
    try:
        file_id, _colon, expires = _signer(schema).unsign(token).rpartition(":")
    except BadSignature as error:
        raise NotFound() from error
    if now >= datetime.fromtimestamp(int(expires), UTC):
        sentence = _("Tautan ke berkas ini sudah kedaluwarsa. Muat ulang halaman asalnya untuk melihatnya lagi.")
        raise Forbidden("file_link_expired", sentence)
    return file_id
