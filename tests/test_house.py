"""The bounds of the house: how large a folder, file, function, line and pattern may be.

Complexity is 1 + each ``if``, ``for``, ``while``, ``except``, ``case``, conditional expression,
further operand of ``and``/``or``, and each ``for`` and ``if`` of a comprehension.
"""

import ast
import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).parents[1] / "mzanalysis"
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
BRANCHES = (ast.If, ast.For, ast.While, ast.ExceptHandler, ast.IfExp, ast.match_case)
MOST_TOP_FILES = 9
MOST_FILE_LINES = 300
MOST_FUNCTION_LINES = 45
MOST_COMPLEXITY = 15
MOST_NODES_A_LINE = 8.0
MOST_PATTERN_CHARACTERS = 200
PATTERN_COLUMNS = {"pattern", "before", "after"}


def inside(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes of a function, without those of functions inside it."""
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, (*FUNCTIONS, ast.Lambda)):
            yield child
            yield from inside(child)


def complexity(function: ast.AST) -> int:
    count = 1
    for node in inside(function):
        if isinstance(node, BRANCHES):
            count += 1
        elif isinstance(node, ast.BoolOp):
            count += len(node.values) - 1
        elif isinstance(node, ast.comprehension):
            count += 1 + len(node.ifs)
    return count


def docstring_lines(tree: ast.Module) -> set[int]:
    lines: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, (ast.Module, ast.ClassDef, *FUNCTIONS)) and ast.get_docstring(node):
            first = node.body[0]
            lines |= set(range(first.lineno, (first.end_lineno or first.lineno) + 1))
    return lines


def code_lines(text: str, tree: ast.Module) -> int:
    docs = docstring_lines(tree)
    count = 0
    for number, line in enumerate(text.splitlines(), 1):
        stripped = line.strip()
        if stripped and not stripped.startswith("#") and number not in docs:
            count += 1
    return count


def nodes(tree: ast.Module) -> int:
    return sum(not isinstance(node, ast.expr_context) for node in ast.walk(tree))


def sources() -> dict[str, tuple[str, ast.Module]]:
    read = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        read[path.relative_to(PACKAGE).as_posix()] = (text, ast.parse(text))
    return read


def functions() -> dict[str, ast.AST]:
    return {
        f"{name}:{node.name}:{node.lineno}": node
        for name, (_, tree) in sources().items()
        for node in ast.walk(tree)
        if isinstance(node, FUNCTIONS)
    }


def length(node: ast.AST) -> int:
    return node.end_lineno - node.lineno + 1  # type: ignore[attr-defined]


def test_few_files_at_the_top() -> None:
    names = sorted(path.name for path in PACKAGE.glob("*.py"))
    assert len(names) <= MOST_TOP_FILES, names


def test_no_file_name_is_used_twice() -> None:
    counts = Counter(name.rpartition("/")[2] for name in sources())
    counts.pop("__init__.py")
    twice = [name for name, count in counts.items() if count > 1]
    assert twice == []


def test_files_are_short() -> None:
    lengths = {name: len(text.splitlines()) for name, (text, _) in sources().items()}
    long = {name: count for name, count in lengths.items() if count > MOST_FILE_LINES}
    assert long == {}


def test_functions_are_short() -> None:
    lengths = {name: length(node) for name, node in functions().items()}
    long = {name: count for name, count in lengths.items() if count > MOST_FUNCTION_LINES}
    assert long == {}


def test_functions_branch_little() -> None:
    counts = {name: complexity(node) for name, node in functions().items()}
    branching = {name: count for name, count in counts.items() if count > MOST_COMPLEXITY}
    assert branching == {}


def test_lines_are_not_packed() -> None:
    count = sum(nodes(tree) for _, tree in sources().values())
    lines = sum(code_lines(text, tree) for text, tree in sources().values())
    assert count / lines <= MOST_NODES_A_LINE


def test_no_pattern_is_too_long_to_read() -> None:
    too_long = []
    for path in sorted((PACKAGE / "resources").rglob("*.csv")):
        with path.open(encoding="utf-8", newline="") as source:
            for number, row in enumerate(csv.DictReader(source), 2):
                for column in PATTERN_COLUMNS & set(row):
                    if len(row[column]) > MOST_PATTERN_CHARACTERS:
                        too_long.append(f"{path.name}:{number} {column}")
    assert too_long == []


def test_complexity_is_counted_as_said() -> None:
    source = "def f(x):\n    return [y for y in x if y and z] if x else (1 if y or w or v else 2)"
    assert complexity(ast.parse(source).body[0]) == 1 + 2 + 1 + 1 + 1 + 2
