"""A password is more than the names of its owner with digits behind."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from core.accounts.models import User

SITI = User(username="siti.aminah", first_name="Siti", last_name="Aminah Putri", email="aminah88@tangerang.example")
ANI = User(username="ani")


def faults(password: str, user: User | None) -> set[str]:
    try:
        validate_password(password, user)
    except ValidationError as refused:
        return {error.code for error in refused.error_list}
    return set()


@pytest.mark.parametrize(
    ("password", "user"),
    [
        ("siti.aminah2026", SITI),
        ("SitiAminah!123456", SITI),
        ("2026-siti-aminah-2026", SITI),
        ("aminahsiti12345", SITI),
        ("Siti Aminah Putri", SITI),
        ("aminahaminahaminah", SITI),
        ("xy.siti.aminah.99", SITI),
        ("aniani12345678", ANI),
        ("ani123456789012", ANI),
        ("202611301234567", ANI),
        ("202611301234567", None),
    ],
)
def test_names_and_digits_alone_are_refused(password: str, user: User | None) -> None:
    assert "password_is_the_name" in faults(password, user)


@pytest.mark.parametrize(
    ("password", "user"),
    [
        ("kuda baterai klip benar", SITI),
        ("siti naik kereta pagi", SITI),
        ("7f#93k$02m!48q-5x", SITI),
        ("organisasi-lurah-44", ANI),
        ("kuda baterai klip benar", None),
    ],
)
def test_other_words_are_taken(password: str, user: User | None) -> None:
    assert faults(password, user) == set()


def test_the_rule_is_told_before_and_after() -> None:
    from django.contrib.auth.password_validation import password_validators_help_texts

    assert (
        "Kata sandi tidak boleh hanya nama Anda atau angka: tambahkan kata lain." in password_validators_help_texts()
    )
