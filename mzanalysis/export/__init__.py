"""Files for people: charts with their data, tables, workbook, notebooks as web pages."""

from mzanalysis.export.figures import write_figures
from mzanalysis.export.notebooks import run_notebooks
from mzanalysis.export.report import write_report
from mzanalysis.export.tables import (
    COMPARISONS,
    write_comparisons,
    write_csv,
    write_readme,
    write_workbook,
)
