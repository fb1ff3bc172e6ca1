"""Charts: one table in, one matplotlib ``Axes`` out; only pivoting, no arithmetic.

Sizes are for a Word page (16 cm between its margins); figures are told apart by position,
numbers and filling, not by hue alone, so that they survive a black-and-white printer.
"""

from mzanalysis.outputs.charts.dots import distinctive_terms, presence, topic_profile, topic_ranking
from mzanalysis.outputs.charts.figure_chart import count_pages, targets
from mzanalysis.outputs.charts.heat_maps import city_similarity, deadlines, strength, topic_coverage
from mzanalysis.outputs.charts.year_chart import year_changes
