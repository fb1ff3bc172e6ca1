"""One look for all charts, with Chinese: the font comes with a dependency, not the system."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

from mzanalysis.errors import InputError, MzError
from mzanalysis.resources import cached

_FONT_FILE = "fonts/NotoSansSC-Regular.ttf"
_FALLBACK = "DejaVu Sans"  # signs that the Chinese font lacks; it comes with matplotlib
# Printed on A4 between Word's margins (16 cm) nothing is smaller than 7 pt.
_POINTS = dict.fromkeys(("font.size", "axes.labelsize", "xtick.labelsize", "ytick.labelsize"), 8.5)
_POINTS |= {"axes.titlesize": 10, "legend.fontsize": 8, "legend.title_fontsize": 8}
# How much larger everything is than on a Word page (16 cm wide, text of 8.5 pt).
_SCALES = {"page": 1.0, "slide": 1.8}
_scale = 1.0


def use_theme(*, size: Literal["page", "slide"] = "page") -> None:
    """Set seaborn's theme and a font with Chinese for all charts drawn from now on.

    Args:
        size: ``page`` for Word (16 cm), ``slide`` for a presentation (29 cm, text of 15 pt).

    Raises:
        InputError: ``size`` is neither.
        MzError: the font file is not installed; says what to install.

    Example: ``use_theme(); plt.title("养老服务")``.
    """
    global _scale
    if size not in _SCALES:
        raise InputError(f"size is {size!r}; allowed: {', '.join(_SCALES)}")
    _scale = _SCALES[size]
    _set_style(_scale)


@contextmanager
def themed(*, font_only: bool = False) -> Iterator[None]:
    """Use the theme, or only its font, inside a ``with``; the user's style is restored after."""
    import matplotlib as mpl

    with mpl.rc_context():
        if font_only:
            mpl.rcParams.update(_font())
        else:
            mpl.rcdefaults()
            _set_style()
        yield


def scale() -> float:
    """Return how much larger than on a Word page ``use_theme`` wants charts to be."""
    return _scale


def _set_style(factor: float = 1.0) -> None:
    import seaborn as sns

    sizes = {key: points * factor for key, points in _POINTS.items()}
    sns.set_theme(context="paper", style="white", rc=sizes | _font())


def _font() -> dict[Any, Any]:
    # The family by its name, not by "sans-serif": a text keeps the name when the style changes.
    # The true minus sign is in few fonts; a hyphen is in all.
    return {"font.family": [font_name(), _FALLBACK], "axes.unicode_minus": False}


@cached
def font_name() -> str:
    """Make the Chinese font known to matplotlib and return its family's name.

    The package that carries it would change matplotlib's settings when imported, so its
    file is looked up without importing it.

    Raises:
        MzError: the font file is not installed.
    """
    from matplotlib import font_manager

    package = find_spec("zhplot")
    path = Path(package.origin or "").parent / _FONT_FILE if package else None
    if path is None or not path.is_file():
        raise MzError(f"no Chinese font: {path or 'zhplot'} is missing; run: pip install zhplot")
    font_manager.fontManager.addfont(path)
    return font_manager.FontProperties(fname=path).get_name()
