"""Pair labels with the rows of a table that stand in their place, one to one."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from mzanalysis.validation.agreement import SAME_NAME
from mzanalysis.validation.outcome import Error, GoldLabel, Labels


class Field(NamedTuple):
    """What label and row say in one field, and whether it is the same or how nearly (0 to 1)."""

    labelled: Any
    found: Any
    likeness: float


Fields = dict[str, Field]


def compare(labelled: Any, found: Any) -> Field:
    """Compare what is either the same or not."""
    return Field(labelled, found, float(labelled == found))


class Pair(NamedTuple):
    """A label and the row in its place."""

    label: GoldLabel
    row: Any
    fields: Fields

    @property
    def right(self) -> set[str]:
        """The fields in which both agree."""
        return {name for name, field in self.fields.items() if field.likeness >= SAME_NAME}

    def values(self, name: str) -> tuple[Any, Any]:
        """Return what label and row say in a field."""
        field = self.fields[name]
        return field.labelled, field.found


@dataclass(frozen=True)
class Kind:
    """A kind of thing that is labelled: how label and row are compared and shown in errors.

    ``compare`` returns the fields of two that stand in one place, None for others. What an error
    shows are templates: ``{label.record[number]}``, ``{row.text}``.
    """

    noun: str
    compare: Callable[[GoldLabel, Any], Fields | None]
    label_shown: str
    row_shown: str

    def pair_up(self, labels: Labels, rows: Sequence[Any]) -> tuple[list[Pair], list[Error]]:
        """Pair labels and rows one to one, those first that agree in most fields.

        Returns:
            The pairs, and an error for each wrong field and for each label or row without a
            partner.
        """
        pairs: dict[GoldLabel, Pair] = {}
        taken = set()
        for pair in sorted(self._candidates(labels, rows), key=_agreement, reverse=True):
            if pair.label not in pairs and pair.row.Index not in taken:
                pairs[pair.label] = pair
                taken.add(pair.row.Index)
        errors: list[Error] = []
        for label in labels:
            if label in pairs:
                errors += _wrong_fields(pairs[label])
            else:
                shown = self.label_shown.format(label=label)
                errors.append(label.error(f"{self.noun} missing", shown, ""))
        for row in rows:
            if row.Index not in taken:
                shown = self.row_shown.format(row=row)
                position = getattr(row, "char_start", -1)
                kind = f"{self.noun} not labelled"
                errors.append(Error(row.plan_id, kind, "", shown, position))
        return list(pairs.values()), errors

    def _candidates(self, labels: Labels, rows: Sequence[Any]) -> Iterator[Pair]:
        for label in labels:
            for row in rows:
                fields = self.compare(label, row)
                if fields is not None:
                    yield Pair(label, row, fields)


def _agreement(pair: Pair) -> tuple[int, float]:
    """Return in how many fields a pair agrees and how alike the names of its indicators are."""
    indicator = pair.fields.get("indicator")
    return len(pair.right), indicator.likeness if indicator else 0.0


def _wrong_fields(pair: Pair) -> Iterator[Error]:
    for name, field in pair.fields.items():
        if name not in pair.right:
            yield pair.label.error(f"{name} wrong", field.labelled, field.found)
