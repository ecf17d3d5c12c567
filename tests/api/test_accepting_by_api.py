"""A report from another city by the API: accepted, given back, taken back, and refused in words."""

import pytest

from core.casework import actions
from tests.api.bodies import errors, problem
from tests.api.test_procedure_by_api import DESK, act

REASON = "Jalan ini dipelihara kota, bukan kabupaten."


@pytest.fixture
def handed(cast) -> str:
    """A report of Kabupaten Lebak that Kota Tangerang has been handed."""
    number = cast.lebak.file().number
    with cast.lebak.seat():
        actions.transfer(number, cast.lebak.siti, to="36.71")
    return number


def test_it_says_until_when_and_is_accepted(cast, staff, handed) -> None:
    siti = staff(cast.tangerang, "siti")
    body = siti.get(f"{DESK}{handed}/").json()
    assert (body["received_from"], body["accept_by"] is None) == ("36.02", False)
    assert ("hand_back" in body["actions"], "accept" in body["operations"]) == (True, True)
    assert act(siti, handed, "accept").status_code == 200
    body = siti.get(f"{DESK}{handed}/").json()
    assert (body["accept_by"], "hand_back" in body["actions"], "accept" in body["operations"]) == (None, False, False)
    assert problem(act(siti, handed, "hand_back", text=REASON))["code"] == "not_waiting"
    assert problem(act(staff(cast.lebak, "siti"), handed, "recall"))["code"] == "accepted"


def test_it_is_given_back_with_a_sentence(cast, staff, handed) -> None:
    siti = staff(cast.tangerang, "siti")
    assert "text" in errors(act(siti, handed, "hand_back", text="bukan kami"))
    answer = act(siti, handed, "hand_back", text=REASON)
    assert (answer.status_code, answer.json()["state"]) == (200, "transferred")
    body = staff(cast.lebak, "siti").get(f"{DESK}{handed}/").json()
    assert (body["state"], body["received_from"], body["transferred_to"]) == ("submitted", "36.71", "")
    assert REASON in [event["text"] for event in body["timeline"]]


def test_it_is_taken_back(cast, staff, handed) -> None:
    siti = staff(cast.lebak, "siti")
    assert "recall" in siti.get(f"{DESK}{handed}/").json()["actions"]
    answer = act(siti, handed, "recall")
    assert (answer.status_code, answer.json()["state"]) == (200, "submitted")
    assert problem(act(siti, handed, "recall"))["code"] == "wrong_state"
