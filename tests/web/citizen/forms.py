"""What a citizen's browser sends, and reading what comes back."""

import html
import re
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tests.support.cast import picture

LONG = "Lampu jalan di depan pasar padam sejak kemarin malam."


def typed(**changes: Any) -> dict[str, Any]:
    """A complaint of a masked citizen, as the form sends it; None leaves a field out."""
    values = {
        "key": "kunci-formulir-1",
        "kind": "complaint",
        "category": "pju-padam",
        "description": LONG,
        "lat": "",
        "lon": "",
        "area": "36.71.01.1001",
        "address": "Depan Pasar Anyar",
        "identity": "masked",
        "visibility": "public",
        "name": "",
        "phone": "0812 9876 5432",
        "email": "",
    }
    return {name: value for name, value in (values | changes).items() if value is not None}


def photo(name: str = "lampu.jpg", content: bytes | None = None, **picture_options: Any) -> SimpleUploadedFile:
    """A small JPEG as a browser sends it, or any other content under that name."""
    data = picture(**picture_options).getvalue() if content is None else content
    return SimpleUploadedFile(name, data, content_type="image/jpeg")


def phone_photo() -> SimpleUploadedFile:
    """A photo held sideways (orientation 6) with maker and place in its metadata; the left edge is red."""
    image = Image.new("RGB", (60, 40), "white")
    image.paste("red", (0, 0, 10, 40))
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Pembuat Ponsel"
    exif.get_ifd(0x8825)[2] = (6.0, 10.0, 12.0)
    target = BytesIO()
    image.save(target, "JPEG", exif=exif, quality=95)
    return SimpleUploadedFile("IMG_0001.jpg", target.getvalue(), content_type="image/jpeg")


def text_of(response: Any) -> str:
    """What a page says, without tags."""
    body = re.sub(r"(?s)<(style|script|head)\b.*?</\1>", " ", response.content.decode())
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


def values_of(response: Any, name: str) -> list[str]:
    """The values of the inputs with this name."""
    tags = re.findall(rf'<input[^>]*\bname="{name}"[^>]*>', response.content.decode())
    return [html.unescape(found[1]) for tag in tags if (found := re.search(r'\bvalue="([^"]*)"', tag))]


def chosen_in(response: Any, name: str) -> list[str]:
    """What is chosen in a select or a group of radio buttons."""
    body = response.content.decode()
    select = re.search(rf'(?s)<select[^>]*\bname="{name}".*?</select>', body)
    if select:
        return re.findall(r'<option value="([^"]*)" selected', select[0])
    tags = re.findall(rf'<input[^>]*\bname="{name}"[^>]*>', body)
    return [re.search(r'\bvalue="([^"]*)"', tag)[1] for tag in tags if " checked" in tag]


def thumbs_of(response: Any) -> list[str]:
    """The addresses of the photos on a page."""
    return [
        html.unescape(found) for found in re.findall(r'<img[^>]*\bsrc="(/berkas/[^"]+)"', response.content.decode())
    ]


def links_of(response: Any, rel: str) -> list[str]:
    """Where the links with this `rel` lead."""
    found = re.findall(rf'<a\b[^>]*\brel="{rel}"[^>]*\bhref="([^"]+)"', response.content.decode())
    return [html.unescape(address) for address in found]


def receipt_of(response: Any) -> tuple[str, str]:
    """Number and code on a receipt."""
    found = re.findall(r'<span class="code-box" id="(number|code)">([^<]+)</span>', response.content.decode())
    return dict(found)["number"], dict(found)["code"]
