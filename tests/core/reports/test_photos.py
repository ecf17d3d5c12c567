"""What a photo becomes: upright, small, in sRGB, white where it was transparent, and nothing but pixels."""

import hashlib
import struct
from io import BytesIO

import pytest
from PIL import Image, ImageCms, ImageDraw, PngImagePlugin

from core.reports.image_intake import Processed, process

RED, BLUE, GREEN, WHITE = (220, 20, 20), (20, 20, 220), (20, 180, 20), (255, 255, 255)
LIMITS = {"max_bytes": 15 * 1024 * 1024, "max_pixels": 60_000_000}
SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
SECRET = "Samsung SM-A55 milik Siti"


def _landscape(size: tuple[int, int] = (400, 200)) -> Image.Image:
    """The left half red, the right half blue."""
    image = Image.new("RGB", size, RED)
    ImageDraw.Draw(image).rectangle((size[0] // 2, 0, size[0], size[1]), fill=BLUE)
    return image


def _phone_exif(orientation: int = 1) -> bytes:
    """What a phone writes: how it was held, who made it, and where it was (Sukaasih, Tangerang)."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = SECRET
    exif[0x9286] = SECRET.encode()
    exif.get_ifd(0x8825).update({1: "S", 2: (6.0, 10.0, 41.0), 3: "E", 4: (106.0, 38.0, 6.0)})
    return exif.tobytes()


def _file(image: Image.Image, file_format: str, **options) -> BytesIO:
    target = BytesIO()
    image.save(target, file_format, **options)
    target.seek(0)
    return target


def _processed(file: BytesIO) -> Processed:
    return process(file, **LIMITS)


def _pictures(photo: Processed) -> list[Image.Image]:
    return [Image.open(BytesIO(photo.full)), Image.open(BytesIO(photo.thumb))]


def _near(image: Image.Image, x: float, y: float, colour: tuple[int, int, int], tolerance: int = 12) -> bool:
    """Whether the pixel at these parts of width and height has about this colour."""
    pixel = image.getpixel((int(image.width * x), int(image.height * y)))
    return max(abs(one - other) for one, other in zip(pixel, colour, strict=True)) <= tolerance


def _segments(jpeg: bytes) -> list[int]:
    """The markers of a JPEG's segments before its first scan, application data (0xE0-0xEF) and comment (0xFE) too."""
    markers, position = [], 2
    while jpeg[position + 1] != 0xDA:
        markers.append(jpeg[position + 1])
        position += 2 + struct.unpack(">H", jpeg[position + 2 : position + 4])[0]
    return markers


def _assert_only_pixels(photo: Processed) -> None:
    for content in (photo.full, photo.thumb):
        extras = [marker for marker in _segments(content) if marker >= 0xE0]
        assert extras == [0xE0]  # JFIF: the resolution
        for trace in (b"Exif", b"GPS", b"ICC_PROFILE", b"http://ns.adobe.com", b"Photoshop", SECRET.encode()):
            assert trace not in content


# How a picture with red on the left looks when the tag says how to turn it: where red is then.
@pytest.mark.parametrize(
    ("orientation", "red_at", "blue_at"),
    [
        (1, (0.1, 0.5), (0.9, 0.5)),
        (2, (0.9, 0.5), (0.1, 0.5)),
        (3, (0.9, 0.5), (0.1, 0.5)),
        (4, (0.1, 0.5), (0.9, 0.5)),
        (5, (0.5, 0.1), (0.5, 0.9)),
        (6, (0.5, 0.1), (0.5, 0.9)),
        (7, (0.5, 0.9), (0.5, 0.1)),
        (8, (0.5, 0.9), (0.5, 0.1)),
    ],
)
@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_a_turned_photo_ends_upright_and_without_metadata(
    file_format: str, orientation: int, red_at: tuple[float, float], blue_at: tuple[float, float]
) -> None:
    photo = _processed(_file(_landscape(), file_format, exif=_phone_exif(orientation)))
    assert (photo.width, photo.height) == ((400, 200) if orientation < 5 else (200, 400))
    for picture in _pictures(photo):
        assert picture.size == (photo.width, photo.height)
        assert _near(picture, *red_at, RED)
        assert _near(picture, *blue_at, BLUE)
    _assert_only_pixels(photo)


def test_orientation_six_turns_the_top_left_corner_to_the_right() -> None:
    sideways = _landscape()
    ImageDraw.Draw(sideways).rectangle((0, 0, 60, 60), fill=GREEN)
    for picture in _pictures(_processed(_file(sideways, "JPEG", exif=_phone_exif(6)))):
        assert _near(picture, 0.9, 0.05, GREEN)
        assert _near(picture, 0.1, 0.05, RED)


@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_the_sent_file_really_held_what_must_go(file_format: str) -> None:
    sent = _file(_landscape(), file_format, exif=_phone_exif(6)).getvalue()
    assert SECRET.encode() in sent


def test_comment_and_xmp_of_a_jpeg_are_gone() -> None:
    xmp = f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><a>{SECRET}</a></x:xmpmeta>'.encode()
    sent = _file(_landscape(), "JPEG", comment=SECRET, xmp=xmp, exif=_phone_exif())
    assert sent.getvalue().count(SECRET.encode()) >= 3
    _assert_only_pixels(_processed(sent))


def test_texts_of_a_png_are_gone() -> None:
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Comment", SECRET)
    texts.add_itxt("XML:com.adobe.xmp", SECRET)
    _assert_only_pixels(_processed(_file(_landscape(), "PNG", pnginfo=texts)))


def test_bytes_after_the_picture_are_gone() -> None:
    sent = BytesIO(_file(_landscape(), "JPEG").getvalue() + b"<script>alert(1)</script>")
    photo = _processed(sent)
    assert b"<script>" not in photo.full + photo.thumb


@pytest.mark.parametrize(
    ("size", "full", "thumb"),
    [
        ((3000, 1500), (2048, 1024), (480, 240)),
        ((1000, 4000), (512, 2048), (120, 480)),
        ((9000, 4500), (2048, 1024), (480, 240)),
        ((2048, 2048), (2048, 2048), (480, 480)),
        ((1, 1), (1, 1), (1, 1)),
        ((6000, 1), (2048, 1), (480, 1)),
    ],
)
def test_the_longest_side_is_limited_and_nothing_is_enlarged(
    size: tuple[int, int], full: tuple[int, int], thumb: tuple[int, int]
) -> None:
    photo = _processed(_file(Image.new("RGB", size, RED), "JPEG"))
    assert (photo.width, photo.height) == full
    assert [picture.size for picture in _pictures(photo)] == [full, thumb]


def test_outputs_are_progressive_jpegs_and_the_hash_is_that_of_the_full_one() -> None:
    photo = _processed(_file(_landscape(), "PNG"))
    for picture in _pictures(photo):
        assert (picture.format, picture.mode, picture.info["progressive"]) == ("JPEG", "RGB", 1)
    assert photo.sha256 == hashlib.sha256(photo.full).digest()


def test_transparency_becomes_white() -> None:
    clear = Image.new("RGBA", (100, 100), (0, 0, 0, 0))
    ImageDraw.Draw(clear).rectangle((0, 0, 50, 100), fill=(*RED, 255))
    for file_format in ("PNG", "WEBP", "HEIF"):
        for picture in _pictures(_processed(_file(clear, file_format))):
            assert _near(picture, 0.2, 0.5, RED)
            assert _near(picture, 0.8, 0.5, WHITE)


def test_a_palette_with_a_transparent_colour_becomes_white() -> None:
    palette = _landscape().quantize(2)
    clear = palette.getpixel((399, 0))
    for picture in _pictures(_processed(_file(palette, "PNG", transparency=clear))):
        assert _near(picture, 0.2, 0.5, RED)
        assert _near(picture, 0.8, 0.5, WHITE)


def test_cmyk_becomes_rgb() -> None:
    for picture in _pictures(_processed(_file(_landscape().convert("CMYK"), "JPEG"))):
        assert _near(picture, 0.2, 0.5, RED)
        assert _near(picture, 0.8, 0.5, BLUE)


@pytest.mark.parametrize(("mode", "value", "grey"), [("L", 100, 100), ("1", 1, 255), ("I;16", 100 * 256, 100)])
def test_grey_stays_the_same_grey(mode: str, value: int, grey: int) -> None:
    for picture in _pictures(_processed(_file(Image.new(mode, (50, 50), value), "PNG"))):
        assert _near(picture, 0.5, 0.5, (grey, grey, grey), tolerance=2)


def test_colours_are_converted_from_their_profile() -> None:
    """In this profile the first channel is blue and the last one red."""
    profile = SRGB.replace(b"rXYZ", b"....").replace(b"bXYZ", b"rXYZ").replace(b"....", b"bXYZ")
    for file_format in ("JPEG", "PNG", "WEBP"):
        photo = _processed(_file(_landscape(), file_format, icc_profile=profile))
        for picture in _pictures(photo):
            assert _near(picture, 0.2, 0.5, BLUE)
            assert _near(picture, 0.8, 0.5, RED)
        _assert_only_pixels(photo)


@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
def test_a_profile_that_does_not_fit_is_passed_over(mode: str) -> None:
    image = Image.new("RGB", (50, 50), (100, 100, 100)).convert(mode)
    for profile in (SRGB, SRGB[:100], b"not a profile"):
        for picture in _pictures(_processed(_file(image, "JPEG", icc_profile=profile))):
            assert _near(picture, 0.5, 0.5, (100, 100, 100))


def test_of_several_frames_the_first_is_kept() -> None:
    frames = [Image.new("RGB", (60, 40), colour) for colour in (RED, BLUE)]
    for file_format in ("PNG", "WEBP", "MPO", "HEIF"):
        sent = _file(frames[0], file_format, save_all=True, append_images=frames[1:])
        for picture in _pictures(_processed(sent)):
            assert _near(picture, 0.5, 0.5, RED)


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data:UserWarning")
def test_metadata_that_cannot_be_read_does_not_spoil_the_picture() -> None:
    sent = _file(_landscape(), "JPEG", exif=b"Exif\x00\x00MM\x00*\xff\xff\xff\xff" + SECRET.encode())
    photo = _processed(sent)
    assert (photo.width, photo.height) == (400, 200)
    _assert_only_pixels(photo)


def test_a_file_that_was_already_read_is_read_from_its_start() -> None:
    sent = _file(_landscape(), "JPEG")
    sent.read()
    assert _processed(sent).width == 400
