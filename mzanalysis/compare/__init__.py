"""The side-by-side tables: all arithmetic ends here."""

from mzanalysis.compare.changes import find_changes
from mzanalysis.compare.coverage import (
    claimable,
    count_rows,
    spread_characters,
    topic_coverage,
    topic_profile,
)
from mzanalysis.compare.distinctive import distinctive_terms
from mzanalysis.compare.findings import sum_up, sum_up_years
from mzanalysis.compare.gaps import find_gaps
from mzanalysis.compare.indicators_side_by_side import compare_targets
from mzanalysis.compare.one_city import own_measures, path_of, promises, standing
from mzanalysis.compare.per_head import per_head, read_cities
from mzanalysis.compare.presence import strength_by_topic, subtopic_matrix, theme_matrix
from mzanalysis.compare.selection import take_only, take_plans
from mzanalysis.compare.shared_axes import explain_pairs
from mzanalysis.compare.shared_wording import shared_wording, sum_wording
from mzanalysis.compare.side_by_side import side_by_side, theme_members
from mzanalysis.compare.similarity import plan_similarity
from mzanalysis.compare.sources import as_printed, find_row, search, source
from mzanalysis.compare.trends import trends
from mzanalysis.compare.years import (
    choose_plans,
    find_city,
    find_plan,
    plan_labels,
    plans_of_city,
)
from mzanalysis.themes.describe import theme_rows
