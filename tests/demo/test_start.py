"""How the demo's start is refused: in a sentence, before work that could not end."""

import errno

import pytest

from config import cli
from config.bootstrap import StartError
from demo import running


def test_a_second_demo_on_the_same_data_is_refused(tmp_path):
    told = pytest.raises(StartError, match=f"with the data in {tmp_path} runs already")
    with running.alone(tmp_path), told, running.alone(tmp_path):
        pass
    with running.alone(tmp_path):
        pass


def test_a_disk_without_room_is_told_beforehand(tmp_path, monkeypatch):
    running.check_room(tmp_path)
    monkeypatch.setattr(running, "NEEDED_BYTES", 2**60)
    with pytest.raises(StartError, match=f"MB in {tmp_path}, and [0-9]+ MB are free"):
        running.check_room(tmp_path)
    (tmp_path / "files").mkdir()  # made before: it starts with what there is
    running.check_room(tmp_path)


def test_a_disk_that_is_full_in_the_middle_is_told_in_a_sentence(monkeypatch, capsys):
    def write(arguments) -> int:
        with open("/dev/full", "w") as full:
            full.write("x")
        return 0

    monkeypatch.setattr(cli, "check", write)
    assert cli.main(["check"]) == 1
    assert capsys.readouterr().err == "laksa: The disk is full. Make room and start again; what was made is kept.\n"

    def write_file(arguments) -> int:
        raise OSError(errno.ENOSPC, "No space left on device", "/data/photo.jpg")

    monkeypatch.setattr(cli, "check", write_file)
    assert cli.main(["check"]) == 1
    assert "The disk is full at /data/photo.jpg." in capsys.readouterr().err
