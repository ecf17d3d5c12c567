"""What a refusal says to programs and to people."""

from core.common.errors import Conflict, Forbidden, Invalid, NotFound, Refused


def test_each_kind_has_a_code_and_an_indonesian_sentence_of_its_own() -> None:
    told = {(type(refusal).__name__, refusal.code, str(refusal)) for refusal in (NotFound(), Forbidden(), Conflict())}
    assert told == {
        ("NotFound", "not_found", "Yang Anda cari tidak ditemukan."),
        ("Forbidden", "forbidden", "Anda tidak berwenang melakukan ini."),
        ("Conflict", "conflict", "Keadaannya sudah berubah. Muat ulang halaman ini, lalu coba lagi."),
    }


def test_code_and_message_can_be_given() -> None:
    refusal = Conflict("wrong_state", "Laporan ini sudah ditutup.")
    assert (refusal.code, str(refusal)) == ("wrong_state", "Laporan ini sudah ditutup.")
    assert Conflict().code == "conflict"


def test_invalid_keeps_every_sentence_at_its_field() -> None:
    refusal = Invalid({"phone": ["Satu.", "Dua."], "": ("Tiga.",)})
    assert refusal.errors == {"phone": ["Satu.", "Dua."], "": ["Tiga."]}
    assert (refusal.code, str(refusal)) == ("invalid", "Periksa lagi isian yang ditandai.")


def test_invalid_at_one_field() -> None:
    refusal = Invalid.at("photo", "Foto kosong.", "photo_empty")
    assert (refusal.errors, refusal.code) == ({"photo": ["Foto kosong."]}, "photo_empty")


def test_all_are_refusals() -> None:
    assert all(issubclass(kind, Refused) for kind in (NotFound, Forbidden, Conflict, Invalid))
