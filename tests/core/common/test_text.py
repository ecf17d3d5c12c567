"""What is stored of what people type: everything they can see, nothing they cannot."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.common.errors import Invalid
from core.common.text import check_line, check_text, clean_line, clean_text, visible_length

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"
FIREFIGHTER = "\U0001f9d1\U0001f3fd\u200d\U0001f692"
HEART_ON_FIRE = "\u2764\ufe0f\u200d\U0001f525"
RAINBOW_FLAG = "\U0001f3f3\ufe0f\u200d\U0001f308"
INDONESIA = "\U0001f1ee\U0001f1e9"
KEYCAP = "1\ufe0f\u20e3"
NEWER_THAN_PYTHON = "\U0001fae8"  # shaking face, Unicode 15


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Lampu\x00 mati\x07\x1b", "Lampu mati"),
        ("satu\r\ndua\rtiga\u2028empat\x85lima\x0benam", "satu\ndua\ntiga\nempat\nlima\nenam"),
        ("kolom\tdua", "kolom\tdua"),
        ("ja\u200blan\u2060 ru\u00adsak\ufeff", "jalan rusak"),
        ("\u202egnalub\u202c \u2066x\u2069\u200e\u200f\u061c", "gnalub x"),
        ("halo\U000e0041\U000e0042\U000e007f", "halo"),
        ("a\ufe0f\u180e\u115f\u3164\ufff9\ufffcb", "ab"),
        ("a\U000e0100b\ufdd0c\ufffed\U0001ffffe", "abcde"),
        ("rusak \ud800\udfff parah", "rusak  parah"),
        ("Cafe\u0301 e\u200b\u0301", "Caf\u00e9 \u00e9"),
        ("a\u00a0b\u3000c\u2800d", "a b c d"),
        ("  awal\n\n\n\n\nakhir   \n \n", "awal\n\nakhir"),
        (
            "Jum'at Bersih: Jalan/Drainase & Irigasi, <b>dll.</b>",
            "Jum'at Bersih: Jalan/Drainase & Irigasi, <b>dll.</b>",
        ),
    ],
)
def test_text_is_repaired_silently(typed: str, kept: str) -> None:
    assert clean_text(typed) == kept


@pytest.mark.parametrize(
    "emoji", [FAMILY, FIREFIGHTER, HEART_ON_FIRE, RAINBOW_FLAG, INDONESIA, KEYCAP, NEWER_THAN_PYTHON]
)
def test_an_emoji_survives_and_counts_one(emoji: str) -> None:
    assert clean_text(f"Terima kasih {emoji}!") == f"Terima kasih {emoji}!"
    assert visible_length(emoji) == 1
    assert visible_length(emoji * 3) == 3


@pytest.mark.parametrize(
    "written",
    [
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",  # Persian with a non-joiner between letters
        "\u0d28\u0d4d\u200d\u0d2f",  # Malayalam virama and a joiner
        "\u1b13\u1b44\u200c\u1b13",  # Balinese adeg-adeg and a non-joiner
        "\ua98f\ua9c0\ua98f",  # Javanese pangkon
    ],
)
def test_scripts_keep_the_joiners_they_are_written_with(written: str) -> None:
    assert clean_text(written) == written


@pytest.mark.parametrize(
    "hidden", ["a\u200db", "\u200d\u200d", f"{FAMILY[0]}\u200d", f"\u200d{FAMILY[0]}", "a\u200cb"]
)
def test_a_joiner_that_joins_nothing_is_removed(hidden: str) -> None:
    assert "\u200d" not in clean_text(hidden)
    assert "\u200c" not in clean_text(hidden)


def test_the_characters_of_latin_writing_stay_as_they_are() -> None:
    blocks = [(0x21, 0x7F), (0xA1, 0xAD), (0xAE, 0x300), (0x2010, 0x2028), (0x2030, 0x205F), (0x20A0, 0x20C0)]
    for character in (chr(point) for block in blocks for point in range(*block)):
        assert clean_text(f"a{character}b") == f"a{character}b"
        assert visible_length(character) == 1


def test_one_line_has_no_breaks_and_single_spaces() -> None:
    assert clean_line("  Jl.\tDaan\nMogot \u2003 No. 1\r\n") == "Jl. Daan Mogot No. 1"


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("", 0),
        (" \n\t\u00a0\u3000", 0),
        ("\u200b\u200b\u2060\ufeff\u00ad\u3164", 0),
        ("\u202e\u202c\U000e0041", 0),
        ("Lampu mati", 10),
        ("  Lampu \n\n   mati  ", 10),
        ("a" + " " * 40 + "b", 3),
        ("e\u0301" * 4, 4),
        ("a" + "\u0336\u0489" * 50, 1),
        (INDONESIA + INDONESIA[0], 2),
        ("\u0d28\u0d4d\u0d28", 2),
    ],
)
def test_visible_length(text: str, length: int) -> None:
    assert visible_length(text) == length


@given(st.text())
@example("\u0d28\u0d4d\u200d ")
@example("\U0001f468\u200d\u200d\U0001f469")
@example("\u2764\ufe0f\ufe0f\u200d\U0001f525")
@example("\r\u0301\n\x85")
def test_clean_text_is_clean(text: str) -> None:
    once = clean_text(text)
    assert clean_text(once) == once
    assert clean_line(clean_line(text)) == clean_line(text)
    once.encode("utf-8")
    assert "\x00" not in once
    assert visible_length(once) == visible_length(text)


def _refusal(value: object, **limits: int) -> tuple[str, dict[str, list[str]]]:
    with pytest.raises(Invalid) as refused:
        check_text(value, field="description", **limits)
    return refused.value.code, {field: [str(one) for one in told] for field, told in refused.value.errors.items()}


def test_limits_count_what_is_seen() -> None:
    assert check_text(" a\u200bbcdefghij ", field="description", minimum=10, maximum=5000) == "abcdefghij"
    assert check_text("x" * 5000, field="description", minimum=10, maximum=5000) == "x" * 5000
    assert check_text(FAMILY * 10, field="description", minimum=10, maximum=20) == FAMILY * 10


def test_too_short_says_how_many_are_missing() -> None:
    assert _refusal("abcdefghi\u200b\u200b", minimum=10) == (
        "too_short",
        {"description": ["Tulis paling sedikit 10 karakter (sekarang 9)."]},
    )


@pytest.mark.parametrize("nothing", ["", None, " \n ", "\u200b" * 30])
def test_nothing_where_something_is_needed(nothing: object) -> None:
    assert _refusal(nothing, minimum=10) == ("required", {"description": ["Bagian ini wajib diisi."]})
    assert check_text(nothing, field="description") == ""


@pytest.mark.parametrize("long", ["x" * 5001, "\u00e9" * 5001])
def test_too_long_says_the_limit(long: str) -> None:
    assert _refusal(long) == (
        "too_long",
        {"description": ["Paling banyak 5.000 karakter (sekarang 5.001). Ringkaslah tulisan Anda."]},
    )


@pytest.mark.parametrize("long", ["a" + "\u0336" * 20_000, "\u200b" * 1_000_000])
def test_a_flood_of_marks_is_too_long_although_the_eye_sees_little(long: str) -> None:
    assert _refusal(long)[0] == "too_long"


@pytest.mark.parametrize("value", [5, True, ["teks"], {"a": 1}, 1.5])
def test_another_type_is_told_so(value: object) -> None:
    assert _refusal(value) == ("not_text", {"description": ["Isian ini harus berupa teks."]})


def test_a_line_has_its_own_limits() -> None:
    assert check_line(" Siti \n Aminah ", field="name", minimum=2, maximum=100) == "Siti Aminah"
    with pytest.raises(Invalid) as refused:
        check_line("x" * 101, field="name", minimum=2, maximum=100)
    assert list(refused.value.errors) == ["name"]
