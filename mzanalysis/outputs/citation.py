"""Which plans, code and codebook a result rests on, how well they were read, and how to cite it."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from mzanalysis import __version__
from mzanalysis.resources import cached
from mzanalysis.topics.codebook import read_codebook

_TITLE = "mzanalysis: comparing Chinese cities' annual civil-affairs work plans"
_YEAR = 2026
_PACKAGE = Path(__file__).parents[1]
# What a reader is told: task and metric of the scores, and their name.
_TOLD = (
    ("topics", "accuracy", "topics of items"),
    ("targets", "whole_f1", "whole figures F1"),
    ("themes", "pair_f1", "pairs of themes F1"),
)
_BIBTEX = """@software{{mzanalysis,
  title = {{{title}}},
  author = {{{{mzanalysis authors}}}},
  year = {{{year}}},
  version = {{{version}}},
  note = {{{note}}},
}}"""


@dataclass(frozen=True)
class Citation:
    """How to cite the software with the corpus at hand."""

    text: str
    bibtex: str

    def __repr__(self) -> str:
        """Show both, to be copied."""
        return f"{self.text}\n\n{self.bibtex}"


def corpus_version(tables: Mapping[str, pd.DataFrame]) -> str:
    """Return eight hexadecimal digits that change with plans, code, codebook and corrections."""
    parts = [_code_hash(), *sorted(tables["plans"]["plan_id"] + tables["plans"]["sha256"])]
    for frame in (tables["items"], tables["measures"], tables["targets"]):
        is_human = (frame.filter(regex="_source$|^source_code$") == "human").any(axis=1)
        parts.append(str(frame[is_human].to_numpy().tolist()))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:8]


@cached
def _code_hash() -> str:
    """Return a hash of the package's code, codebook and word lists, line ends aside."""
    digest = hashlib.sha256()
    for path in sorted(_PACKAGE.rglob("*")):
        if path.suffix in (".py", ".csv", ".txt"):
            digest.update(path.relative_to(_PACKAGE).as_posix().encode())
            digest.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()


def codebook_version() -> str:
    """Return the version of the codebook in use: the newest in which a code was added."""
    return str(read_codebook().attrs["version"])


def version_line(tables: Mapping[str, pd.DataFrame], scores: pd.DataFrame) -> str:
    """Return the two lines that stand under a chart or table: what it rests on, how good that is.

    ``scores`` is what ``corpus.scores(every=True)`` returns.

    Example: ``mzanalysis 0.1.0, corpus 3f9c01ab, codebook 1.0, 5 plans. Measured: topics of
    items 1.00 [0.95, 1.00] (75 labels).``
    """
    measured = []
    for task, metric, label in _TOLD:
        is_told = (scores["task"] == task) & (scores["metric"] == metric)
        for row in scores[is_told].itertuples():
            interval = f"[{row.low:.2f}, {row.high:.2f}]"
            measured.append(f"{label} {row.value:.2f} {interval} ({row.n} labels)")
    told = "; ".join(measured) or "nothing, for want of labels of these plans"
    n_plans = len(tables["plans"])
    plans = "1 plan" if n_plans == 1 else f"{n_plans} plans"
    return (
        f"mzanalysis {__version__}, corpus {corpus_version(tables)}, "
        f"codebook {codebook_version()}, {plans}.\nMeasured: {told}."
    )


def cite(corpus: object = None) -> Citation:
    """Return a citation of the software, and of the corpus if one is given: text and BibTeX.

    Example: ``mz.cite(corpus)``.
    """
    note = f"Version {__version__}, codebook {codebook_version()}"
    if corpus is not None:
        plans = vars(corpus)["plans"]
        first, last = plans["year"].min(), plans["year"].max()
        years = str(first) if first == last else f"{first}–{last}"
        cities = "、".join(plans["city"])
        note += f"; corpus {corpus_version(vars(corpus))}: {len(plans)} plans of {years} ({cities})"
    bibtex = _BIBTEX.format(title=_TITLE, year=_YEAR, version=__version__, note=note)
    return Citation(f"mzanalysis authors ({_YEAR}). {_TITLE}. {note}.", bibtex)
