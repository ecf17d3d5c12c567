"""Whatever is sent at once, a process needs the memory of one photo."""

import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from core.common.errors import Invalid
from core.reports.image_intake import process
from tests.support.databases import command_environment

# Megabytes a process may grow by while four photos come at once; without a turn for each it was 1,100 to 2,300.
MOST = 420

_SCRIPT = """
import resource, sys, threading
import django
from django.conf import settings
settings.configure(USE_I18N=False)
django.setup()
from core.reports import image_intake
from core.reports.image_intake import process
image_intake.LONGEST_WAIT = 600
content = open(sys.argv[1], "rb").read()
def grown():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
def decode():
    from io import BytesIO
    process(BytesIO(content), max_bytes=15 << 20, max_pixels=60_000_000, max_pixels_whole=25_000_000)
    done.append(1)
before, done = grown(), []
threads = [threading.Thread(target=decode) for _number in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(len(done), grown() - before)
"""


def _saved(folder: Path, file_format: str, mode: str, size: tuple[int, int], **options) -> Path:
    path = folder / "photo"
    Image.new(mode, size, 1 if mode == "L" else (1,) * len(mode)).save(path, file_format, **options)
    return path


@pytest.mark.parametrize(
    ("file_format", "mode", "size", "options"),
    [
        ("PNG", "RGBA", (5000, 5000), {}),
        ("JPEG", "RGB", (5000, 5000), {"progressive": True, "subsampling": 0}),
        ("WEBP", "RGBA", (3500, 3500), {}),
    ],
    ids=["png", "progressive", "webp"],
)
def test_four_of_the_largest_at_once_need_the_memory_of_one(tmp_path, file_format, mode, size, options) -> None:
    path = _saved(tmp_path, file_format, mode, size, **options)
    answer = subprocess.run(
        [sys.executable, "-c", _SCRIPT, str(path)], env=command_environment({}), capture_output=True, text=True
    )
    assert answer.returncode == 0, answer.stderr
    done, grown = map(int, answer.stdout.split())
    assert done == 4
    assert grown < MOST


@pytest.mark.parametrize(
    ("file_format", "options"),
    [("PNG", {}), ("HEIF", {}), ("JPEG", {"progressive": True})],
    ids=["png", "heic", "jpeg"],
)
def test_what_can_only_be_decoded_whole_has_fewer_pixels(tmp_path, file_format, options) -> None:
    content = _saved(tmp_path, file_format, "RGB", (500, 400), **options).read_bytes()
    limits = {"max_bytes": 15 << 20, "max_pixels": 60_000_000}
    assert process(BytesIO(content), **limits, max_pixels_whole=200_000).width == 500
    with pytest.raises(Invalid) as refused:
        process(BytesIO(content), **limits, max_pixels_whole=199_999)
    assert refused.value.code == "photo_too_many_pixels"


def test_a_plain_jpeg_may_have_more(tmp_path) -> None:
    content = _saved(tmp_path, "JPEG", "RGB", (500, 400)).read_bytes()
    made = process(BytesIO(content), max_bytes=15 << 20, max_pixels=200_000, max_pixels_whole=1000)
    assert made.width == 500
