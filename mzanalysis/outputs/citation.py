"""Which plans, code and codebook a result rests on, how well they were read, and how to cite it."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from mzanalysis import __version__
from mzanalysis.compare.years import plan_labels
from mzanalysis.resources import cached, read_table
from mzanalysis.topics.codebook import read_codebook

_TITLE = "mzanalysis: comparing Chinese cities' annual civil-affairs work plans"
_YEAR = 2026
_PACKAGE = Path(__file__).parents[1]
_LINES = {
    "zh": (
        "mzanalysis {version}，语料 {corpus}，编码表 {codebook}，{n}份计划。\n"
        "初读{n_plans}份新计划的准确度（规则此前未见）：{scores}。"
    ),
    "en": (
        "mzanalysis {version}, corpus {corpus}, codebook {codebook}, {n} plans.\n"
        "Accuracy on {n_plans} plans that the rules had not seen, at first reading: {scores}."
    ),
}
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


def version_line(tables: Mapping[str, pd.DataFrame], *, lang: str = "zh") -> str:
    """Return the two lines that stand under a chart or table: what it rests on, how good that is.

    How good is how plans were read that the rules had never seen, when they were first scored
    (``resources/validation/first_sight.csv``): what a reader has to expect of a new one.

    Args:
        tables: those of a build.
        lang: ``en``, or else Chinese.

    Example: ``mzanalysis 0.1.0，语料 3f9c01ab，编码表 1.2，5份计划。初读2份新计划的准确度
    （规则此前未见）：条目主题 0.88–0.91。``
    """
    name = "en" if lang == "en" else "zh"
    first_sight = read_table("validation/first_sight.csv")
    scores = [f"{row[name]} {row['low']}–{row['high']}" for _, row in first_sight.iterrows()]
    line = _LINES[name].format(
        version=__version__,
        corpus=corpus_version(tables),
        codebook=codebook_version(),
        n=len(tables["plans"]),
        n_plans=first_sight["n_plans"].iloc[0],
        scores=("; " if name == "en" else "；").join(scores),
    )
    return line.replace(" 1 plans.", " 1 plan.")


def cite(corpus: object = None) -> Citation:
    """Return a citation of the software, and of the corpus if one is given: text and BibTeX.

    Example: ``mz.cite(corpus)``.
    """
    note = f"Version {__version__}, codebook {codebook_version()}"
    if corpus is not None:
        plans = vars(corpus)["plans"]
        first, last = plans["year"].min(), plans["year"].max()
        years = str(first) if first == last else f"{first}–{last}"
        cities = "、".join(plan_labels(plans).values())
        note += f"; corpus {corpus_version(vars(corpus))}: {len(plans)} plans of {years} ({cities})"
    bibtex = _BIBTEX.format(title=_TITLE, year=_YEAR, version=__version__, note=note)
    return Citation(f"mzanalysis authors ({_YEAR}). {_TITLE}. {note}.", bibtex)
