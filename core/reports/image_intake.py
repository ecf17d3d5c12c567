"""Photos from outside: checked by content, turned upright, freed of everything but pixels, and made small.

Nothing of the sent file is kept. Each output is a new JPEG in sRGB without EXIF, place, device, comment or profile.
"""

import hashlib
import math
import threading
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import Protocol

from django.utils.formats import number_format
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageCms
from pillow_heif import register_heif_opener

from core.common.errors import Invalid, Sentence
from core.common.outages import busy

FULL_SIDE = 2048  # pixels of the longest side
THUMB_SIDE = 480
QUALITY = 82
FIELD = "photo"
LONGEST_WAIT = 15.0  # seconds until it is another photo's turn

_MEGABYTE = 1024 * 1024
_ORIENTATION_TAG = 0x0112
# EXIF orientation (how the camera was held) -> what brings the picture upright.
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}

register_heif_opener(thumbnails=False)
_turn = threading.Semaphore(1)


@dataclass(frozen=True)
class Processed:
    """A photo ready to store: two JPEGs, the size of the full one in pixels, and its SHA-256."""

    full: bytes
    thumb: bytes
    width: int
    height: int
    sha256: bytes


@dataclass(frozen=True)
class Most:
    """What a photo may have: bytes as sent, pixels (width x height as the file declares them), and pixels where it can
    only be decoded at its full size (None: no fewer). All are checked before a pixel is decoded."""

    bytes: int
    pixels: int
    pixels_whole: int | None


class Upload(Protocol):
    """A file as the web framework hands it over; `size`, where it has one, is looked at before anything is read."""

    def seek(self, offset: int, /) -> int: ...

    def read(self, size: int, /) -> bytes: ...


def process(fileobj: Upload, *, max_bytes: int, max_pixels: int, max_pixels_whole: int | None = None) -> Processed:
    """The photo in a form that is safe to show. Raises Invalid at the field "photo" for anything else. The limits are
    those of `Most`.

    A process decodes one photo at a time, so that the memory it needs does not grow with the senders: Unavailable
    when others have not made way within `LONGEST_WAIT`. To be called outside any transaction.
    """
    if not _turn.acquire(timeout=LONGEST_WAIT):
        raise busy()
    try:
        return _processed(fileobj, Most(max_bytes, max_pixels, max_pixels_whole))
    finally:
        _turn.release()


def _processed(fileobj: Upload, most: Most) -> Processed:
    content = _read(fileobj, most.bytes)
    upright = _decoded(content, _format(content), most)
    full = _encoded(upright)
    width, height = upright.size
    upright.thumbnail((THUMB_SIDE, THUMB_SIDE), Image.Resampling.LANCZOS)
    return Processed(full, _encoded(upright), width, height, hashlib.sha256(full).digest())


def _refusal(code: str, sentence: Sentence) -> Invalid:
    return Invalid.at(FIELD, sentence, code)


def _read(fileobj: Upload, max_bytes: int) -> bytes:
    size = getattr(fileobj, "size", None)
    if size is None or size <= max_bytes:
        fileobj.seek(0)
        content = fileobj.read(max_bytes + 1)
        if 0 < len(content) <= max_bytes:
            return content
        if not content:
            raise _refusal("photo_empty", _("Berkas foto ini kosong. Pilih foto yang lain."))
    raise _too_big(size, max_bytes)


def _too_big(size: int | None, max_bytes: int) -> Invalid:
    limit = _one_decimal(max_bytes / _MEGABYTE)
    if size is None:
        sentence = _("Foto terlalu besar. Paling besar {limit} MB. Perkecil atau pilih foto lain.")
        return _refusal("photo_too_big", format_lazy(sentence, limit=limit))
    sentence = _("Foto terlalu besar ({size} MB). Paling besar {limit} MB. Perkecil atau pilih foto lain.")
    return _refusal("photo_too_big", format_lazy(sentence, size=_one_decimal(size / _MEGABYTE), limit=limit))


def _rounded(value: float) -> str:
    """With one decimal, rounded up so that a photo just over the limit does not seem to be just within it."""
    tenths = math.ceil(value * 10)
    return number_format(tenths / 10, decimal_pos=1 if tenths % 10 else 0)


_one_decimal = lazy(_rounded, str)


def _format(content: bytes) -> str:
    """Pillow's name of the format, by the first bytes; the file's name and declared type are not asked."""
    if content.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "WEBP"
    if content[4:8] == b"ftyp" and content[8:12] in _HEIC_BRANDS:
        return "HEIF"
    raise _refusal(
        "photo_type", _("Berkas ini bukan foto yang dapat dibaca. Kirim foto berjenis JPEG, PNG, WebP, atau HEIC.")
    )


def _decoded(content: bytes, file_format: str, most: Most) -> Image.Image:
    try:
        return _upright(content, file_format, most)
    except Invalid:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels(most.pixels) from error
    except Exception as error:  # decoders raise almost anything for a file that is broken or made to break them
        raise _refusal(
            "photo_broken", _("Foto ini rusak atau tidak terkirim utuh. Kirim ulang atau pilih foto yang lain.")
        ) from error


def _upright(content: bytes, file_format: str, most: Most) -> Image.Image:
    """The first frame in sRGB, upright, at most FULL_SIDE long, without any metadata."""
    with Image.open(BytesIO(content), formats=[file_format]) as image:
        is_whole = file_format != "JPEG" or "progressive" in image.info  # all of its coefficients lie in memory
        max_pixels = most.pixels
        if is_whole and most.pixels_whole:
            # WebP's decoder keeps two pictures of the full size.
            max_pixels = min(max_pixels, most.pixels_whole // (2 if file_format == "WEBP" else 1))
        if image.width * image.height > max_pixels:
            raise _too_many_pixels(max_pixels)
        if file_format == "JPEG":  # a large one is decoded at half or a quarter of its size
            image.draft("RGB", (FULL_SIDE, FULL_SIDE))
        image.load()
        turn = _UPRIGHT.get(_orientation(image))
        plain = _in_srgb(image)
    if turn is not None:
        plain = plain.transpose(turn)
    plain.info = {}  # Pillow would write a comment it finds here into the new file
    return plain


def _orientation(image: Image.Image) -> int:
    """How the camera was held (EXIF 1-8). Metadata that cannot be read says nothing: the picture stays as it is."""
    try:
        return image.getexif().get(_ORIENTATION_TAG, 1)
    except Exception:  # the EXIF reader raises almost anything for broken bytes
        return 1


def _too_many_pixels(max_pixels: int) -> Invalid:
    sentence = _("Foto ini terlalu besar: paling banyak {limit} juta piksel. Perkecil atau pilih foto lain.")
    return _refusal("photo_too_many_pixels", format_lazy(sentence, limit=_one_decimal(max_pixels / 1_000_000)))


def _in_srgb(image: Image.Image) -> Image.Image:
    """A copy of at most FULL_SIDE in plain RGB: white where it was transparent, colours converted from its profile."""
    profile = image.info.get("icc_profile")
    image = _scalable(image)
    image.thumbnail((FULL_SIDE, FULL_SIDE), Image.Resampling.LANCZOS, reducing_gap=None)
    flat = _on_white(image)
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            return ImageCms.buildTransform(source, _srgb(), flat.mode, "RGB").apply(flat)
        except (ImageCms.PyCMSError, OSError):
            pass  # a profile that is broken or of another colour model: the colours are taken as they stand
    return flat.convert("RGB")


def _scalable(image: Image.Image) -> Image.Image:
    """The picture in a mode whose pixels can be averaged. A large one is not copied without need."""
    if "transparency" in image.info:  # one colour or palette entry that stands for nothing
        return image.convert("RGBA")
    if image.mode.startswith("I"):  # 16-bit grey, which Pillow would cut off at 255
        return image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    return image if image.mode in ("L", "LA", "RGB", "RGBA", "CMYK") else image.convert("RGB")


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode not in ("LA", "RGBA"):
        return image
    layers = image.convert("RGBA")
    flat = Image.new("RGB", layers.size, "white")
    flat.paste(layers, mask=layers.getchannel("A"))
    return flat


@lru_cache(maxsize=1)
def _srgb() -> ImageCms.ImageCmsProfile:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))


def _encoded(image: Image.Image) -> bytes:
    """A progressive JPEG, which shows a whole picture early on a slow line."""
    target = BytesIO()
    image.save(target, "JPEG", quality=QUALITY, progressive=True, optimize=True)
    return target.getvalue()
