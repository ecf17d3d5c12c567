"""What is proposed to be taken out of a public text."""

import pytest

from core.reports.redaction import propose


@pytest.mark.parametrize(
    ("text", "proposed"),
    [
        ("Lampu padam di Jl. Daan Mogot No. 12.", "Lampu padam di Jl. Daan Mogot No. 12."),
        ("Hubungi 0812-9876-5432.", "Hubungi [nomor telepon]."),
        ("Surel ratna@example.id, ya.", "Surel [alamat surel], ya."),
        ("NIK saya 3671014107900001", "NIK saya [NIK]"),
        ("Nama saya Ratna Kusuma, lampu padam.", "Nama saya [nama], lampu padam."),
        ("Sopir B 1234 XYZ membuang sampah.", "Sopir [nomor polisi] membuang sampah."),
        ("", ""),
    ],
)
def test_personal_data_gives_way_to_a_word(text, proposed):
    assert propose(text).text == proposed


def test_what_was_found_is_told():
    found = propose("Nama saya Ratna Kusuma, HP 0812-9876-5432").found
    assert [(each.label, each.value) for each in found] == [
        ("nama", "Ratna Kusuma"),
        ("nomor telepon", "0812-9876-5432"),
    ]
