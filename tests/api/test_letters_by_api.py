"""Letters by the API: PDF to those who see the report, problem+json to the others."""

import pytest

from tests.api.bodies import problem
from tests.support.letters import text_of


def letter(number: str, kind: str = "keputusan") -> str:
    return f"/api/v1/desk/reports/{number}/letters/{kind}/"


@pytest.mark.parametrize("accept", ["application/pdf", "application/json", "*/*"])
def test_a_letter_is_pdf(cast, staff, accept) -> None:
    filed = cast.tangerang.file("answered")
    answer = staff(cast.tangerang, "siti").get(letter(filed.number), headers={"accept": accept})
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer["Content-Disposition"] == f'attachment; filename="keputusan-{filed.number}.pdf"'
    assert answer["Cache-Control"] == "no-store"
    assert "Lampu sudah diganti." in text_of(answer.content)


@pytest.mark.parametrize(("name", "kind"), [("budi", "keputusan"), ("siti", "kelengkapan"), ("siti", "surat-cinta")])
def test_what_is_not_there_is_a_problem(cast, staff, name, kind) -> None:
    filed = cast.tangerang.file("answered")
    answer = staff(cast.tangerang, name).get(letter(filed.number, kind), headers={"accept": "application/pdf"})
    assert answer.status_code == 404
    assert problem(answer)["code"] == "not_found"


def test_no_identity_is_in_it(cast, staff) -> None:
    filed = cast.tangerang.file("answered")
    answer = staff(cast.tangerang, "siti").get(letter(filed.number, "tanda-terima"))
    assert "Ratna" not in text_of(answer.content)
