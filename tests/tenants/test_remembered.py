"""What a process remembers: for how long, under which key, and who may empty it."""

import pytest

from tenants import remembered
from tenants.remembered import Remembered


def reader(*values):
    """Gives the values one after the other."""
    return iter(values).__next__


def test_a_value_is_read_once_until_it_is_too_old(clock):
    memory, read = Remembered(10), reader("first", "second")
    assert [memory.get("t3671", read), memory.get("t3671", read)] == ["first", "first"]
    clock.advance(9.9)
    assert memory.get("t3671", read) == "first"
    clock.advance(0.1)
    assert memory.fresh("t3671") is None
    assert memory.latest("t3671") == "first"
    assert memory.get("t3671", read) == "second"


def test_what_one_tenant_has_is_not_anothers():
    memory = Remembered(10)
    memory.keep("t3671", "Tangerang")
    assert (memory.fresh("t3602"), memory.latest("t3602")) == (None, None)
    assert memory.get("t3602", reader("Lebak")) == "Lebak"
    assert memory.get("t3671", reader()) == "Tangerang"


def test_no_more_than_the_most_are_kept_and_the_oldest_goes():
    memory = Remembered(10, most=2)
    for key in ("first", "second", "first", "third"):
        memory.keep(key, key)
    assert [memory.fresh(key) for key in ("first", "second", "third")] == ["first", None, "third"]
    assert len(memory) == 2


def test_nothing_is_a_value_too():
    memory, read = Remembered(10), reader(None, "never read")
    assert (memory.get("t3671", read), memory.get("t3671", read)) == (None, None)


def test_a_setting_is_asked_whenever_a_value_is_kept(clock, settings):
    memory = Remembered(lambda: settings.HOST_MEMORY)
    settings.HOST_MEMORY = 0
    memory.keep("host", "gone at once")
    assert memory.fresh("host") is None
    settings.HOST_MEMORY = 5
    memory.keep("host", "stays")
    clock.advance(4)
    assert memory.fresh("host") == "stays"


def test_what_cannot_be_read_changes_nothing(clock):
    memory = Remembered(10)
    memory.keep("t3671", "old")
    clock.advance(10)
    with pytest.raises(StopIteration):
        memory.get("t3671", reader())
    assert memory.latest("t3671") == "old"


def test_forgetting_one_key_all_of_a_memory_and_everything():
    one, other = Remembered(10), Remembered(10)
    for memory in (one, other):
        memory.keep("a", 1)
        memory.keep("b", 2)
    one.drop("a")
    one.drop("never kept")
    assert (one.fresh("a"), one.fresh("b"), len(one)) == (None, 2, 1)
    one.forget()
    assert (len(one), len(other)) == (0, 2)
    remembered.forget_everything()
    assert len(other) == 0
