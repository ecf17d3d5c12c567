"""Reading a letter as a reader would."""

from io import BytesIO

from pypdf import PdfReader

SITE = "http://kota-tangerang.localhost:8000"


def read(pdf: bytes) -> PdfReader:
    return PdfReader(BytesIO(pdf))


def text_of(pdf: bytes) -> str:
    """What a letter says, on one line, without the breaks of its setting."""
    pages = " ".join(page.extract_text() for page in read(pdf).pages)
    return " ".join(pages.replace("\u200b", "").split())
