"""Texts are compressed on their way, pictures are not."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from web.site.middleware import TextCompressionMiddleware


@pytest.mark.parametrize(
    ("content_type", "encoding"),
    [
        ("text/html; charset=utf-8", "gzip"),
        ("application/json", "gzip"),
        ("image/svg+xml", None),
        ("image/jpeg", None),
    ],
)
def test_by_what_is_sent(content_type: str, encoding: str | None) -> None:
    answer = TextCompressionMiddleware(lambda request: HttpResponse(b"x" * 2000, content_type=content_type))(
        RequestFactory().get("/", HTTP_ACCEPT_ENCODING="gzip")
    )
    assert answer.headers.get("Content-Encoding") == encoding
