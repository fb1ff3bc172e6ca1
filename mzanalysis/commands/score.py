"""`mz evaluate`, `sample`, `agreement`: how well the tables agree with people."""

from pathlib import Path
from typing import Any

import click

from mzanalysis.commands.common import FOLDER, SHEET, tell
from mzanalysis.folders import Folders, find_folders, folder_options, need_folder

TASKS = ("topics", "targets", "themes")  # of sampling.py, which is loaded when needed


@click.command()
@click.option("--gold", type=FOLDER, default=None, help="Folder of labels [default: data/gold].")
@click.option("--full", is_flag=True, help="Print the scores of every code and field too.")
@folder_options
def evaluate(folders: Folders, gold: Path | None, full: bool) -> None:
    """Score the tables against hand-made labels."""
    from mzanalysis.builds import read_tables
    from mzanalysis.outputs import write_csv
    from mzanalysis.validation import evaluate as scoring

    gold = need_folder(gold or folders.gold, what="labels", remedy="name another with --gold")
    tables = read_tables(folders.out)
    scores = scoring.evaluate(tables, gold)
    shown = scores if full else scoring.main_scores(scores)
    click.echo(shown.round(3).to_string(index=False, na_rep=""))
    skipped = scores.loc[scores["metric"] == "skipped", "task"]
    if len(skipped):
        tell(f"not scored, for want of labels: {', '.join(skipped)}")
    exports = folders.exports / "validation"
    every = write_csv(scores, exports / "scores.csv")
    tell(f"all {len(scores)} scores, by class and field: {every}")
    errors = write_csv(scoring.errors(tables, gold), exports / "errors.csv")
    tell(f"each error with its sentence: {errors}")
    fallen = scoring.below_floor(scores, gold / "floors.toml")
    if len(fallen):
        raise click.ClickException(f"scores below their floor:\n{fallen.to_string(index=False)}")


@click.command()
@click.option("--n", default=100, help="How many to code.")
@click.option("--task", type=click.Choice(TASKS), required=True, help="What to code.")
@click.option("--seed", default=1, help="The same seed draws the same.")
@click.option("-o", "--output", type=SHEET, help="Excel file [default: TASK-SEED.xlsx].")
@folder_options
def sample(folders: Folders, n: int, task: str, seed: int, output: Path | None) -> None:
    """Draw a blind coding sheet for two people."""
    from mzanalysis.builds import read_tables
    from mzanalysis.outputs.office_files import write_new
    from mzanalysis.validation.coding_sheets import blank_sheet
    from mzanalysis.validation.sample import draw

    rows = draw(read_tables(folders.out), task, n=n, seed=seed)
    path = write_new(blank_sheet(rows, task), output or Path(f"{task}-{seed}.xlsx"))
    tell(f"written: {path}")
    tell("give each coder a copy of it; then compare: mz agreement A.xlsx B.xlsx -o settle.xlsx")


@click.command()
@click.argument("sheet_a", type=SHEET, required=False)
@click.argument("sheet_b", type=SHEET, required=False)
@click.option("-o", "--output", type=SHEET, help="Excel file of the disagreements, to settle.")
@click.option("--settled", type=SHEET, help="A settled file, to be turned into labels.")
@click.option("--gold", type=FOLDER, help="Folder of labels [default: data/gold].")
def agreement(sheet_a: Any, sheet_b: Any, output: Any, settled: Any, gold: Any) -> None:
    """Compare two filled coding sheets; turn the settled one into labels."""
    from mzanalysis.outputs.office_files import write_new
    from mzanalysis.validation import coding_sheets as sheets

    if settled and not (sheet_a or sheet_b):
        task, records = sheets.read_settled(settled)
        labels = sheets.add_labels(task, records, gold or find_folders().gold)
        tell(f"{len(records)} labels: {labels}")
        return
    if settled or not (sheet_a and sheet_b):
        raise click.UsageError("give two filled sheets, or --settled with a settled one")
    a, b = sheets.read_sheet(sheet_a), sheets.read_sheet(sheet_b)
    scores, answers = sheets.compare_sheets(a, b)
    click.echo(scores.round(3).to_string(index=False))
    if output:
        tell(f"written: {write_new(sheets.settle_sheet(a, answers), output)}")
        tell(f"{(~answers['agrees']).sum()} to settle; then: mz agreement --settled {output}")
