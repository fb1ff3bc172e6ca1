"""mzanalysis: compare Chinese cities' annual civil-affairs work plans (民政工作要点).

A tour::

    import mzanalysis as mz

    corpus = mz.load()                                # the tables that `mz build` left
    corpus.topic_coverage                             # any table of the design, as a DataFrame
    mz.charts.topic_coverage(corpus.topic_coverage)   # one table in, one matplotlib Axes out
    mz.show(corpus.compare("funeral"))                # themes as rows, cities as columns
    corpus.source(target_id)                          # the sentence a row was read from

The way of the data, one direction only, a room (folder) a step: ``reading`` -> ``structure`` ->
``topics`` for the words and ``figures`` for the numbers; ``themes`` joins measures that say the
same; words and numbers meet in ``compare`` and leave through ``outputs``. ``pipeline`` runs them
in order; ``validation`` scores them.
"""

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

# Loaded when first used, so that `import mzanalysis` costs nothing that is not needed.
_PUBLIC = {
    "Corpus": ("mzanalysis.corpus", "Corpus"),
    "load": ("mzanalysis.corpus", "load"),
    "build": ("mzanalysis.pipeline", "build"),
    "use_theme": ("mzanalysis.outputs.charts.style", "use_theme"),
    "show": ("mzanalysis.outputs.display", "show"),
    "save_stata": ("mzanalysis.outputs.stata_file", "save_stata"),
    "sensitivity": ("mzanalysis.validation.sensitivity", None),
    "cite": ("mzanalysis.outputs.citation", "cite"),
    "read_codebook": ("mzanalysis.topics.codebook", "read_codebook"),
    "match_measures": ("mzanalysis.themes.pairs", "match_measures"),
    "explain_subtopics": ("mzanalysis.topics.subtopics", "explain_subtopics"),
    "propose_terms": ("mzanalysis.topics.proposals", "propose_terms"),
    "propose_indicators": ("mzanalysis.figures.indicators", "propose_indicators"),
    "explain_pairs": ("mzanalysis.compare.shared_axes", "explain_pairs"),
    "charts": ("mzanalysis.outputs.charts", None),
}

__all__ = [
    "Corpus",
    "__version__",
    "build",
    "charts",
    "cite",
    "explain_pairs",
    "explain_subtopics",
    "load",
    "match_measures",
    "propose_indicators",
    "propose_terms",
    "read_codebook",
    "save_stata",
    "sensitivity",
    "show",
    "use_theme",
]


def __getattr__(name: str) -> Any:
    if name not in _PUBLIC:
        raise AttributeError(f"module 'mzanalysis' has no attribute {name!r}")
    module, attribute = _PUBLIC[name]
    loaded = import_module(module)
    return getattr(loaded, attribute) if attribute else loaded


def __dir__() -> list[str]:
    return sorted(__all__)
