"""`laksa audit verify`: what it says and how it ends."""

import pytest

from core.casework import verification


def test_the_command_says_that_all_is_well(world):
    answer = world.database.laksa("audit", "verify")
    assert (answer.returncode, answer.stdout.splitlines()[-1]) == (0, "Every chain is whole and fits its report.")


def test_the_command_names_the_row_and_fails(world):
    world.run("UPDATE t3671.reports_report SET description = 'Lampu menyala.' WHERE number = %s", world.closed)
    answer = world.database.laksa("audit", "verify")
    row = f"t3671.reports_report id {world.id_of(world.closed)}"
    assert answer.returncode == 1
    assert answer.stdout.splitlines()[-2:] == [
        f"t3671 {world.closed}: {row}: description is not what the history says",
        "1 problems.",
    ]
    assert verification.verify("36.02") == []


def test_a_city_there_is_not_is_refused(world):
    with pytest.raises(verification.UnknownTenant, match=r"there is no tenant '99\.99'"):
        verification.verify("99.99")
