"""Charts: one table in, one matplotlib ``Axes`` out; only pivoting, no arithmetic.

Sizes are for a Word page (16 cm between its margins); figures are told apart by position,
numbers and filling, not by hue alone, so that they survive a black-and-white printer.
"""

from mzanalysis.charts.dendrogram import city_dendrogram
from mzanalysis.charts.dot_plots import targets
from mzanalysis.charts.heat_maps import city_similarity, deadlines
from mzanalysis.charts.kinds import distinctive_terms, presence
from mzanalysis.charts.topics import strength, topic_coverage, topic_profile, topic_ranking

__all__ = [
    "city_dendrogram",
    "city_similarity",
    "deadlines",
    "distinctive_terms",
    "presence",
    "strength",
    "targets",
    "topic_coverage",
    "topic_profile",
    "topic_ranking",
]
