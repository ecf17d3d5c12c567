"""A city's word beside a figure it disputes; whom the head of the Ombudsman appoints."""

import pytest
from django.db import ProgrammingError, connection, transaction

from core.accounts.models import User
from core.casework.supervision import appointing, statements
from core.common.errors import Forbidden, Invalid, NotFound

WORDS = "Angka ini memuat laporan yang sudah kami jawab lewat surat."


def state(actor, **more):
    values = {"measure": "tepat-waktu", "period": "12-bulan", "text": WORDS}
    return statements.state(actor, **values | more)


def test_it_stands_until_it_is_withdrawn(cast):
    lebak = cast.lebak
    with lebak.seat():
        said = state(lebak.siti)
        assert (said.tenant, said.author_label) == ("t3602", "Siti Aminah")
    with cast.province.seat():
        assert [(one.measure, one.period) for one in statements.standing()["t3602"]] == [("tepat-waktu", "12-bulan")]
        assert statements.standing("t3671") == {}
    with cast.tangerang.seat():
        assert statements.own() == []
        with pytest.raises(NotFound):
            statements.withdraw(cast.tangerang.siti, said.pk)
    with lebak.seat():
        statements.withdraw(lebak.siti, said.pk)
        assert [one.withdrawn_at is not None for one in statements.own()] == [True]
    with cast.province.seat():
        assert statements.standing() == {}


@pytest.mark.parametrize(("changes", "field"), [({"measure": "x"}, "measure"), ({"period": "x"}, "period"),
                                               ({"text": "pendek"}, "text")])  # fmt: skip
def test_what_is_wrong_is_said_at_its_field(cast, changes, field):
    with cast.lebak.seat(), pytest.raises(Invalid) as refused:
        state(cast.lebak.siti, **changes)
    assert list(refused.value.errors) == [field]


@pytest.mark.parametrize("who", ["leader", "dewi", "admin", "nobody"])
def test_only_a_coordinator_speaks_for_the_city(cast, who):
    with cast.lebak.seat(), pytest.raises(Forbidden):
        state(cast.lebak.people[who])


def test_the_database_keeps_a_citys_words_its_own(cast):
    with cast.lebak.seat():
        said = state(cast.lebak.siti)
    for sql in (
        "UPDATE public.supervision_statement SET text = 'x'",
        "DELETE FROM public.supervision_statement",
        "INSERT INTO public.supervision_statement (measure, period, text, author_label, tenant) "
        "VALUES ('a', 'b', 'c', 'd', 't3602')",
    ):
        with cast.tangerang.seat(), pytest.raises(ProgrammingError), transaction.atomic():
            connection.cursor().execute(sql)
    with cast.tangerang.seat(), connection.cursor() as cursor:
        cursor.execute("UPDATE public.supervision_statement SET withdrawn_at = now() WHERE id = %s", [said.pk])
        assert cursor.rowcount == 0


def test_the_head_appoints_and_dismisses(cast):
    people = cast.province
    with people.seat():
        person, token = appointing.appoint(people.head, username="Dina", name="Dina Mariana", role="assistant")
        assert (person.username, person.roles, len(token) > 20) == ("dina", ["assistant"], True)
        assert appointing.change_role(people.head, person.pk, role="lead").roles == ["lead"]
        appointing.dismiss(people.head, person.pk)
        gone = User.objects.get(pk=person.pk)
        assert (gone.is_active, gone.roles) == (False, [])


@pytest.mark.parametrize("who", ["assistant", "lead", "operator"])
def test_nobody_else_appoints(cast, who):
    people = cast.province
    with people.seat():
        for call in (
            lambda: appointing.appoint(people.people[who], username="dina", name="Dina", role="assistant"),
            lambda: appointing.change_role(people.people[who], people.assistant.user.pk, role="lead"),
            lambda: appointing.dismiss(people.people[who], people.assistant.user.pk),
        ):
            with pytest.raises(Forbidden):
                call()


@pytest.mark.parametrize("whom", ["head", "operator"])
def test_the_head_dismisses_neither_head_nor_operator(cast, whom):
    people = cast.province
    with people.seat(), pytest.raises(Forbidden):
        appointing.dismiss(people.head, people.people[whom].user.pk)


@pytest.mark.parametrize("role", ["head", "operator", "coordinator", "", None, ["assistant"]])
def test_only_assistants_and_leads_are_appointed(cast, role):
    with cast.province.seat(), pytest.raises(Invalid) as refused:
        appointing.appoint(cast.province.head, username="dina", name="Dina Mariana", role=role)
    assert list(refused.value.errors) == ["role"]
