"""Files for people: charts with their data, tables, workbook, notebooks as web pages."""

from mzanalysis.outputs.chart_files import write_figures
from mzanalysis.outputs.explorer import write_explorer
from mzanalysis.outputs.notebook_pages import run_notebooks
from mzanalysis.outputs.word_report import write_report
from mzanalysis.outputs.workbook import (
    COMPARISONS,
    write_comparisons,
    write_csv,
    write_readme,
    write_workbook,
)
