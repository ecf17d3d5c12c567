"""A group's figures as the cells of a file; what is hidden on the pages is hidden here."""

from tenants.disclosure.published_tables import STATUSES, Group
from web.figures.group_measures import HIDDEN, on_time
from web.files.spreadsheets import Cell

FIGURE_COLUMNS = (
    "masuk",
    *STATUSES,
    "tepat_waktu_persen",
    "jatuh_tempo",
    "median_hari_kerja",
    "dijawab",
)


def figure_cells(group: Group) -> tuple[Cell, ...]:
    counts = (HIDDEN if count is None else count for count in (group.received, *group.by_status.values()))
    return (
        *counts,
        HIDDEN if group.judged is None else on_time(group).percent,
        HIDDEN if group.judged is None else group.judged,
        HIDDEN if group.measured is None else group.median_days,
        HIDDEN if group.measured is None else group.measured,
    )
