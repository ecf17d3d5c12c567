"""Making the made-up tasks of `tests.support.jobs` known where a test enqueues them."""

from config import tasks

MADE_UP = tuple(f"tests.support.jobs.{name}" for name in ("tell_seat", "fail", "end_process", "answer_unreadably"))


def make_known(monkeypatch, database, *, is_of_province: bool = False) -> None:
    """In the code's list and in the list of a fresh database."""
    cursor = database.owner().cursor()
    for path in MADE_UP:
        monkeypatch.setitem(tasks.TASKS, path, is_of_province)
        cursor.execute(
            "INSERT INTO public.tenants_taskpath (path, is_of_province) VALUES (%s, %s)"
            " ON CONFLICT (path) DO UPDATE SET is_of_province = excluded.is_of_province",
            [path, is_of_province],
        )
