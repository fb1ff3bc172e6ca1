"""Numerals that are numbers, and runs of digits that are none."""

from decimal import Decimal

import pytest

from mzanalysis.text.numbers import absolute_value


@pytest.mark.parametrize(
    ("numeral", "scales", "value"),
    [
        ("9999", "万亿", Decimal(9999) * 10**12),
        ("9" * 17, "", None),  # more than all money there is
        ("9" * 50, "", None),
        ("1", "亿亿亿亿", None),
        ("一" * 50, "", None),
        ("亿" * 3000, "", None),
        ("一亿亿亿亿点五亿", "", None),
        ("一" + "亿" * 20 + "点五", "", None),
    ],
)
def test_a_run_of_digits_is_no_number(numeral: str, scales: str, value: Decimal | None) -> None:
    assert absolute_value(numeral, scales, rounded=False) == value
