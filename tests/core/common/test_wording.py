"""Our own words in the database are read in the reader's language; a city's own words stay as they are."""

import pytest
from django.utils import translation

from core.audit.sentences import desk_sentence
from core.common.translate_data import in_language
from core.deadlines.labels import deadline_label


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("Jalan rusak / berlubang", "Damaged road / pothole"),
        ("Perhubungan", "Transport"),
        ("Keterangan tidak cukup", "Not enough information"),
        ("Permintaan klarifikasi tertulis", "Request for written clarification"),
        ("Getaran dari pabrik di Jatake", "Getaran dari pabrik di Jatake"),
        ("", ""),
    ],
)
def test_a_seeded_name_has_an_english(text: str, english: str) -> None:
    with translation.override("en"):
        assert in_language(text) == english
    assert in_language(text) == text


@pytest.mark.parametrize(
    ("details", "indonesian", "english"),
    [
        (
            {"level": 1, "unit": "Dishub"},
            "Lewat batas: dinaikkan ke kepala Dishub",
            "Overdue: escalated to the head of Dishub",
        ),
        ({"level": 2}, "Lewat batas: dinaikkan ke koordinator", "Overdue: escalated to the coordinator"),
        (
            {"level": 3, "unit": "DLH", "passed_over": [1, 2]},
            "Lewat batas: dinaikkan ke Ombudsman, karena kepala DLH dan koordinator belum ada",
            "Overdue: escalated to the Ombudsman (vacant: the head of DLH and the coordinator)",
        ),
        (
            {"level": 2, "unit": "DLH", "part_heads": ["Dishub"]},
            "Lewat batas: dinaikkan ke koordinator; juga ke kepala Dishub, yang bagiannya belum selesai",
            "Overdue: escalated to the coordinator; also to the head of Dishub, whose part is not done yet",
        ),
    ],
)
def test_to_whom_a_late_report_came(details: dict, indonesian: str, english: str) -> None:
    for language, expected in (("id", indonesian), ("en", english)):
        with translation.override(language):
            assert desk_sentence("escalate", details) == expected


def test_a_limit_of_the_reporter_speaks_only_to_the_reporter() -> None:
    assert deadline_label("auto_close") == "Ditutup sendiri bila pelapor tidak menanggapi sampai"
    assert deadline_label("auto_close", to_reporter=True) == "Ditutup sendiri bila Anda tidak menanggapi sampai"
    assert deadline_label("verify", to_reporter=True) == deadline_label("verify")
