"""Score how well the rules of kinds recognise measures that their writer never saw.

Run from the project's folder::

    python benchmarks/score_kinds.py

``benchmarks/kinds_said.jsonl`` has five measures for each of 168 kinds of five topics, and for each
topic twenty measures that no kind covers, as cities might say them. They were written by a language
model that was given names and definitions of the kinds, not the rules' words. Two of five, drawn by
lot, are ``held`` back: they may be scored, but not read when a rule is mended. Each is read by
itself, as a measure of its topic.

Measured, all topics (first, among, none): to mend by 0.65, 0.68, 0.24; held back 0.62, 0.64, 0.24.
With a term for each sentence missed, 300 in 111 kinds, 0.93, 0.99, 0.01, but held back 0.64, 0.66,
0.23, and the pairs of ``score_unseen.py`` fell from F1 0.917 to 0.906: words of single sentences
were learned by heart. They were taken back.

Prints, by topic and for both halves: the number of sentences, the share whose first kind is the
right one, the share that has the right kind among its kinds, the share without a kind; and of the
measures that no kind covers the share that got one.
"""

import json
from pathlib import Path

import pandas as pd

from mzanalysis.topics.codebook import read_subtopics
from mzanalysis.topics.subtopics import explain_subtopics

_DATA = Path(__file__).parent / "kinds_said.jsonl"


def read_said() -> pd.DataFrame:
    """Return the sentences: topic_code, subtopic_code ("" where none), text, is_held."""
    lines = [json.loads(line) for line in _DATA.read_text(encoding="utf-8").splitlines()]
    said = pd.DataFrame(lines)
    codes = read_subtopics().set_index(["topic_code", "zh"])["subtopic_code"]
    wanted = [codes.get((row.topic, row.kind), "") for row in said.itertuples()]
    return said.rename(columns={"topic": "topic_code", "held": "is_held"}).assign(wanted=wanted)


def score(said: pd.DataFrame) -> pd.DataFrame:
    """Return the shares by topic, and of all."""
    found = []
    for row in said.itertuples():
        kinds = explain_subtopics(str(row.text), str(row.topic_code))["subtopic_code"].tolist()
        own = row.wanted
        first = kinds[0] if kinds else ""
        found.append({"first": first == own, "among": own in kinds, "none": not kinds})
    table = pd.concat([said, pd.DataFrame(found, index=said.index)], axis=1)
    covered = table[table["wanted"] != ""]
    rows = []
    for topic, own in [*covered.groupby("topic_code", sort=False), ("all", covered)]:
        uncovered = table[(table["wanted"] == "") & table["topic_code"].isin(own["topic_code"])]
        shares = own[["first", "among", "none"]].mean().round(3)
        got_one = round(1 - float(uncovered["none"].mean()), 3)
        rows.append({"topic": topic, "n": len(own), **shares, "uncovered_got_one": got_one})
    return pd.DataFrame(rows)


def main() -> None:
    """Print the shares of both halves."""
    said = read_said()
    for is_held, head in ((False, "to mend by"), (True, "held back")):
        print(head)
        print(score(said[said["is_held"] == is_held]).to_string(index=False))


if __name__ == "__main__":
    main()
