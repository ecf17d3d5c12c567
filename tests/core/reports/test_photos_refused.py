"""What is no photo, too big or broken is refused with a sentence that says what to do."""

import contextlib
import struct
import zlib
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from core.common.errors import Invalid
from core.reports.image_intake import process

LIMITS = {"max_bytes": 15 * 1024 * 1024, "max_pixels": 60_000_000}
NO_PHOTO = "Berkas ini bukan foto yang dapat dibaca. Kirim foto berjenis JPEG, PNG, WebP, atau HEIC."
BROKEN = "Foto ini rusak atau tidak terkirim utuh. Kirim ulang atau pilih foto yang lain."


def _content(file_format: str, size: tuple[int, int] = (300, 200)) -> bytes:
    target = BytesIO()
    Image.effect_noise(size, 60).convert("RGB").save(target, file_format)
    return target.getvalue()


def _refusal(file, **limits: int) -> tuple[str, list[str]]:
    with pytest.raises(Invalid) as refused:
        process(file, **{**LIMITS, **limits})
    assert list(refused.value.errors) == ["photo"]
    return refused.value.code, [str(sentence) for sentence in refused.value.errors["photo"]]


def _png_that_declares(width: int, height: int) -> bytes:
    """A well-formed PNG of a few hundred bytes whose header promises this size."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\x00" * 100_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def test_25_megabytes_are_too_many_and_the_sentence_says_how_many_may_be() -> None:
    sent = SimpleUploadedFile("foto.jpg", _content("JPEG") + b"\x00" * (25 * 1024 * 1024))
    sent.size = 25 * 1024 * 1024
    assert _refusal(sent) == (
        "photo_too_big",
        ["Foto terlalu besar (25 MB). Paling besar 15 MB. Perkecil atau pilih foto lain."],
    )


def test_just_over_the_limit_is_not_called_the_limit() -> None:
    sent = SimpleUploadedFile("foto.jpg", b"\xff\xd8\xff" + b"\x00" * (15 * 1024 * 1024))
    assert _refusal(sent)[1] == ["Foto terlalu besar (15,1 MB). Paling besar 15 MB. Perkecil atau pilih foto lain."]


def test_a_stream_of_unknown_length_is_not_read_beyond_the_limit() -> None:
    sent = BytesIO(_content("JPEG") + b"\x00" * 2000)
    limit = len(sent.getvalue()) - 1000
    assert _refusal(sent, max_bytes=limit)[0] == "photo_too_big"
    assert sent.tell() == limit + 1


@pytest.mark.parametrize(
    "content",
    [
        b"Ini bukan foto, hanya teks yang diberi nama foto.jpg.",
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        b"<?xml version='1.0'?><svg onload='alert(1)'/>",
        b"%PDF-1.7\n",
        b"GIF89a" + b"\x00" * 100,
        b"BM" + b"\x00" * 100,
        b"II*\x00" + b"\x00" * 100,
        b"RIFF\x00\x00\x00\x00AVI LIST",
        b"\x00\x00\x00\x1cftypavif" + b"\x00" * 100,
        b"\x00\x00\x00\x20ftypisom" + b"\x00" * 100,
        b"PK\x03\x04" + b"\x00" * 100,
        b"x",
    ],
)
def test_anything_that_is_no_photo_by_its_content(content: bytes) -> None:
    sent = SimpleUploadedFile("foto.jpg", content, content_type="image/jpeg")
    assert _refusal(sent) == ("photo_type", [NO_PHOTO])


def test_an_empty_file() -> None:
    assert _refusal(BytesIO()) == ("photo_empty", ["Berkas foto ini kosong. Pilih foto yang lain."])


@pytest.mark.parametrize(("width", "height"), [(50_000, 50_000), (10_000, 10_000), (7_750, 7_750), (2**31 - 1, 2)])
def test_a_picture_that_would_fill_the_memory_is_refused_before_it_is_decoded(width: int, height: int) -> None:
    assert _refusal(BytesIO(_png_that_declares(width, height))) == (
        "photo_too_many_pixels",
        ["Foto ini terlalu besar: paling banyak 60 juta piksel. Perkecil atau pilih foto lain."],
    )


@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_the_pixel_limit_holds_for_every_format(file_format: str) -> None:
    content = _content(file_format)
    assert _refusal(BytesIO(content), max_pixels=59_999)[0] == "photo_too_many_pixels"
    assert process(BytesIO(content), max_bytes=len(content), max_pixels=60_000).width == 300


@pytest.mark.parametrize("part", [0.02, 0.3, 0.6, 0.95])
@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_a_truncated_photo(file_format: str, part: float) -> None:
    content = _content(file_format)
    assert _refusal(BytesIO(content[: int(len(content) * part)])) == ("photo_broken", [BROKEN])


@pytest.mark.parametrize(
    "start", [b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF\x10\x00\x00\x00WEBP", b"\x00\x00\x00\x18ftypheic"]
)
def test_only_the_first_bytes_of_a_photo(start: bytes) -> None:
    assert _refusal(BytesIO(start + b"<script>alert(1)</script>" * 20)) == ("photo_broken", [BROKEN])


_SAMPLES = {file_format: _content(file_format, (60, 40)) for file_format in ("JPEG", "PNG", "WEBP", "HEIF")}


@pytest.mark.filterwarnings("default")
@given(st.sampled_from(sorted(_SAMPLES)), st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), min_size=1))
def test_a_damaged_photo_is_shown_or_refused_but_never_a_fault(
    file_format: str, damage: list[tuple[int, int]]
) -> None:
    content = bytearray(_SAMPLES[file_format])
    for place, value in damage:
        content[place % len(content)] = value
    with contextlib.suppress(Invalid):
        process(BytesIO(bytes(content)), **LIMITS)
