"""Everything that reads reports: who may see which rows, and what a surface shows. Constant numbers of queries."""

from core.casework.queries.access import (
    code_hash,
    desk_report,
    may_read_identity,
    may_see,
    public_report,
    public_reports,
    report_by_code,
    visible_to,
)
from core.casework.queries.account_reports import my_first_photos, my_report, my_reports, my_supports
from core.casework.queries.choices import (
    StaffedUnit,
    categories,
    category_choices,
    desk_choices,
    due_preview,
    neighbour_address,
    rejection_reasons,
    units,
)
from core.casework.queries.counts import desk_counts
from core.casework.queries.desk_lists import (
    QUEUES,
    DeskFilters,
    ListedReport,
    desk_list,
    desk_rows,
    export_part,
    is_turn,
    notices_for,
    number_in,
)
from core.casework.queries.endings import Survivor, former_cities, other_city, outcome_of, survivor
from core.casework.queries.extensions import Extension, extensions
from core.casework.queries.figures import figures, recent_figures
from core.casework.queries.lists import KeysetPage, public_list
from core.casework.queries.merged_reports import joined
from core.casework.queries.nearby import NearReport, nearby
from core.casework.queries.neighbours import neighbours
from core.casework.queries.offers import offered
from core.casework.queries.overdue import overdue_by_both
from core.casework.queries.photos import UNUSED_PHOTO_KEPT, first_photos, photo, public_photo, unused_photos
from core.casework.queries.public_search import MOST_POINTS, Filter, Point, Result, latest_results, public_points
from core.casework.queries.senders import Repeats, same_sender, same_text
from core.casework.queries.stories import (
    Story,
    TimelineEntry,
    desk_story,
    public_present,
    public_story,
    reporter_story,
)
from core.casework.queries.suggestions import category_words
from core.casework.queries.supports import supports
from core.casework.queries.versions import home_version, list_version, points_version, report_version
