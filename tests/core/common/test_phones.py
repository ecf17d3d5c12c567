"""One contact, one form, one sentence for what is wrong."""

import pytest

from core.common.errors import Invalid
from core.common.phones import normalise_email, normalise_phone


@pytest.mark.parametrize(
    "typed",
    [
        "081234567890",
        "0812-3456-7890",
        "+62 812 3456 7890",
        "6281234567890",
        "81234567890",
        "(0812) 3456.7890",
        "\u200e+62\u00a0812\u20093456 7890\u202c",
        "+62 0812 3456 7890",
    ],
)
def test_a_mobile_number_has_one_form(typed: str) -> None:
    assert normalise_phone(typed) == "+6281234567890"


def test_a_landline_number_has_one_form() -> None:
    assert normalise_phone("(021) 555-1234") == "+62215551234"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("0812345", "Jumlah angkanya tidak pas. Nomor ponsel berisi 10 sampai 13 angka, misalnya 0812 3456 7890."),
        (
            "0812345678901234",
            "Jumlah angkanya tidak pas. Nomor ponsel berisi 10 sampai 13 angka, misalnya 0812 3456 7890.",
        ),
        ("0812abc7890", "Nomor telepon hanya boleh berisi angka, misalnya 0812 3456 7890."),
        ("telepon saya", "Nomor telepon hanya boleh berisi angka, misalnya 0812 3456 7890."),
        ("+1 202 555 0123", "Tulis nomor telepon Indonesia yang diawali 0 atau +62, misalnya 0812 3456 7890."),
        ("0", "Tulis nomor telepon Indonesia yang diawali 0 atau +62, misalnya 0812 3456 7890."),
        (
            "0\u0668\u0661\u0662345678",
            "Tulis nomor telepon Indonesia yang diawali 0 atau +62, misalnya 0812 3456 7890.",
        ),
        ("0812\u200b", "Jumlah angkanya tidak pas. Nomor ponsel berisi 10 sampai 13 angka, misalnya 0812 3456 7890."),
        ("", "Bagian ini wajib diisi."),
        (81234567890, "Isian ini harus berupa teks."),
        ("0" * 10_000, "Paling banyak 40 karakter (sekarang 10.000). Ringkaslah tulisan Anda."),
    ],
)
def test_what_is_no_number_gets_its_sentence(typed: object, sentence: str) -> None:
    with pytest.raises(Invalid) as refused:
        normalise_phone(typed, field="contact.phone")
    assert {field: [str(one) for one in told] for field, told in refused.value.errors.items()} == {
        "contact.phone": [sentence]
    }


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" Siti.Aminah@Contoh.ID\n", "Siti.Aminah@contoh.id"),
        ("siti\u200b@contoh.id", "siti@contoh.id"),
        ("siti+laksa@surel.contoh.co.id", "siti+laksa@surel.contoh.co.id"),
    ],
)
def test_an_address_keeps_its_name_and_lowers_its_domain(typed: str, kept: str) -> None:
    assert normalise_email(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "siti",
        "siti@",
        "@contoh.id",
        "siti@contoh",
        "siti@contoh.id\nBcc: lain@contoh.id",
        "a b@contoh.id",
        "\ud800@x.id",
    ],
)
def test_what_is_no_address_is_told_how_one_looks(typed: str) -> None:
    with pytest.raises(Invalid) as refused:
        normalise_email(typed)
    assert [str(one) for one in refused.value.errors["email"]] == [
        "Alamat e-mail ini tidak lengkap atau salah. Contoh yang benar: nama@contoh.id."
    ]
