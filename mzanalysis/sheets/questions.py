"""What a coder fills in for each task, and the codes to choose from."""

from dataclasses import dataclass

import pandas as pd

from mzanalysis.resources import read_table

_CODEBOOKS = {
    "topic": ("codebook.csv", "topic_code"),
    "subtopic": ("subtopics.csv", "subtopic_code"),
}


@dataclass(frozen=True)
class Field:
    """A column to fill in: ``kind`` code, number, date or text; ``needed`` yes, no or figure."""

    name: str
    kind: str
    needed: str
    codes: tuple[str, ...]
    meaning: str


def fields(task: str) -> list[Field]:
    """Return what a coder fills in for a task, in the order of the columns."""
    rows = read_table("coding_fields.csv").query("task == @task").to_dict("records")
    return [
        Field(
            name=row["field"],
            kind=row["kind"],
            needed=row["needed"],
            codes=tuple(definitions(row["field"])["code"]) if row["kind"] == "code" else (),
            meaning=row["meaning"],
        )
        for row in rows
    ]


def definitions(field: str) -> pd.DataFrame:
    """Return the codes of a field, one a row, with all that is said about them."""
    if field not in _CODEBOOKS:
        return read_table("coding_codes.csv").query("field == @field")
    name, key = _CODEBOOKS[field]
    return read_table(name).rename(columns={key: "code"}).assign(field=field)
