"""The side-by-side tables: all arithmetic ends here."""

from mzanalysis.compare.coverage import topic_coverage
from mzanalysis.compare.similarity import plan_similarity
from mzanalysis.compare.summary import count_rows, spread_characters
from mzanalysis.compare.targets import compare_targets
from mzanalysis.compare.themes import side_by_side, theme_members

__all__ = [
    "compare_targets",
    "count_rows",
    "plan_similarity",
    "side_by_side",
    "spread_characters",
    "theme_members",
    "topic_coverage",
]
