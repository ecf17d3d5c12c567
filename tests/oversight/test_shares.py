"""Percentages people can trust: 0 and 100 mean none and all."""

import pytest

from oversight.figures import Figures, Share


@pytest.mark.parametrize(
    ("part", "whole", "percent"),
    [
        (0, 0, None),
        (0, 3, 0),
        (3, 3, 100),
        (1, 2, 50),
        (1, 8, 13),  # 12.5 is rounded up
        (2, 3, 67),
        (1, 1000, 1),
        (999, 1000, 99),
    ],
)
def test_percent(part, whole, percent):
    assert Share(part, whole).percent == percent


def test_nothing_received_is_all_zeros():
    assert (Figures().received, Figures().by_status) == (0, {"menunggu": 0, "proses": 0, "selesai": 0})
    assert Figures().on_time == Share(0, 0)
