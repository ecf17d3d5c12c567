"""Values as PostgreSQL's COPY reads them."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from demo import copying


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, r"\N"),
        ("a\tb\\c\nd\r", r"a\tb\\c\nd\r"),
        (True, "t"),
        (False, "f"),
        (7, "7"),
        (-6.25, "-6.25"),
        (b"\x00\xff", r"\\x00ff"),
        (memoryview(b"\x01"), r"\\x01"),
        (date(2026, 11, 25), "2026-11-25"),
        (datetime(2026, 11, 25, 1, 2, 3, tzinfo=UTC), "2026-11-25T01:02:03+00:00"),
        ({"kata": 'a"b'}, r'{"kata": "a\\"b"}'),
        (["a", 'b"'], r'{"a","b\\""}'),
        ([[datetime(2026, 11, 25, tzinfo=UTC), None]], '{{"2026-11-25T00:00:00+00:00",NULL}}'),
        (UUID(int=1), "00000000-0000-0000-0000-000000000001"),
    ],
)
def test_copy_text(value, text):
    assert copying.encoded(value) == text


def test_copy_refuses_what_it_does_not_know():
    with pytest.raises(TypeError, match="COPY cannot be given a object"):
        copying.encoded(object())
