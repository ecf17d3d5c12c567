"""What no font of ours can draw is spelled out; everything else stays as it was written."""

import pytest

from core.common.fonts import families, spelled


@pytest.mark.parametrize(
    "text",
    [
        "Raden Mas Ngabéhi Sĕrat Ḥāmid",
        "Lampu padam 😀 👨‍👩‍👧‍👦 🇮🇩 👍🏽 ❤️ ✅ 1️⃣",
        "نور हिन्दी ไทย தமிழ்",
        "baris satu\nbaris dua é",
        "“kutip” – € ½ → №",
    ],
)
def test_what_can_be_drawn_stays(text):
    assert spelled(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Toko 日", "Toko [U+65E5]"),
        ("한", "[U+D55C]"),
        ("カ", "[katakana letter ka]"),
        ("\ue000", "[U+E000]"),
        ("ꦲ", "[javanese letter ha]"),
        ("a\U0001f3fd", "a[emoji modifier fitzpatrick type-4]"),
        ("x\u0948", "x[devanagari vowel sign ai]"),
        ("a\x00b", "a[U+0000]b"),
        ("\ufeff", "[zero width no-break space]"),
    ],
)
def test_what_cannot_be_drawn_is_named(text, expected):
    assert spelled(text) == expected


def test_latin_only_names_everything_else():
    assert (
        spelled("Siti é 😀 न ❤️", latin_only=True)
        == "Siti é [grinning face] [devanagari letter na] [heavy black heart]"
    )


def test_fonts_are_those_of_the_package_and_none_of_the_machine():
    assert families()[:3] == ("Noto Sans", "Noto Emoji", "Noto Sans Symbols")
    assert all(name.startswith("Noto ") for name in families())
