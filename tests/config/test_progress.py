"""How far long work has come, in a terminal and in a log."""

import io

from config.progress import Bar


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_in_a_log_the_first_and_the_last_are_told():
    log = io.StringIO()
    with Bar("migrate", log) as bar:
        for done in range(100):
            bar(done, 100, f"t{done}")
        bar(100, 100)
    assert log.getvalue() == "migrate 0/100 t0\nmigrate 100/100\n"


def test_a_terminal_sees_one_line_that_is_repainted():
    terminal = Terminal()
    with Bar("migrate", terminal) as bar:
        bar(0, 0, "public")
        bar(1, 2, "t3671")
    assert terminal.getvalue() == (
        f"\r\x1b[Kmigrate [{'.' * 30}] 0/0 public\r\x1b[Kmigrate [{'#' * 15}{'.' * 15}] 1/2 t3671\n"
    )


def test_work_without_steps_leaves_no_line():
    terminal = Terminal()
    with Bar("migrate", terminal):
        pass
    assert terminal.getvalue() == ""
