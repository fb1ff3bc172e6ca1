"""Coding sheets in Excel: written blank for two people, read back, compared and settled.

A sheet has the sentences with empty columns beside them, a sheet of codes with definitions
that the drop-down lists come from, and a hidden one that tells whether a row was changed.
"""

from mzanalysis.sheets.coding import Sheet, blank_sheet, compare_sheets, read_sheet
from mzanalysis.sheets.settling import add_labels, read_settled, settle_sheet

__all__ = [
    "Sheet",
    "add_labels",
    "blank_sheet",
    "compare_sheets",
    "read_settled",
    "read_sheet",
    "settle_sheet",
]
