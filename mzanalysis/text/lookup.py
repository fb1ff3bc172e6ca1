"""What somebody typed, among the names that things have: one answer, or the nearest names."""

from collections.abc import Collection, Mapping
from difflib import get_close_matches

import pandas as pd

from mzanalysis.errors import InputError
from mzanalysis.text.folding import fold

_LEAST = 2  # characters of a part of a name
_N_NEAREST = 5


def look_up(said: object, names: Mapping[str, Collection[str]], *, kind: str) -> str:
    """Return the key of the thing that was named.

    A whole name decides, in any script and case; else a part of one name, or a name with more
    around it, if it fits one thing only.

    Args:
        said: what somebody typed.
        names: key -> the names of the thing, the first of which is shown.
        kind: what is named: ``topic``, ``city``.

    Raises:
        InputError: nothing has that name, or several things have; names the nearest.

    Example: 殡葬, 殡葬管理, funeral, Funerals -> ``funeral``.
    """
    wanted = _plain(str(said))
    plain = {key: {_plain(name) for name in (key, *of_key)} for key, of_key in names.items()}
    whole = [key for key, of_key in plain.items() if wanted in of_key]
    if len(whole) == 1:
        return whole[0]
    fitting = [key for key, of_key in plain.items() if any(_fits(wanted, name) for name in of_key)]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        raise InputError(f"{kind} {said!r} may be any of: {_list(fitting, names)}; say which")
    nearest = _nearest(wanted, plain)
    if nearest:
        raise InputError(f"no {kind} is called {said!r}; nearest: {_list(nearest, names)}")
    raise InputError(f"no {kind} is called {said!r}; there are: {_list(names, names)}")


def flatten(said: Collection[object]) -> list[object]:
    """Return what was named, one by one, where some of it came as a list."""
    flat: list[object] = []
    for one in said:
        if isinstance(one, (list, tuple, set, pd.Series)):
            flat += list(one)
        else:
            flat.append(one)
    return flat


def _plain(name: str) -> str:
    return fold(name).strip().casefold()


def _fits(wanted: str, name: str) -> bool:
    """Return whether one of the two is a part of the other; codes and single characters are not."""
    shorter = min(wanted, name, key=len)
    return len(shorter) >= _LEAST and (wanted in name or name in wanted)


def _nearest(wanted: str, plain: Mapping[str, Collection[str]]) -> list[str]:
    key_of = {name: key for key, of_key in plain.items() for name in sorted(of_key)}
    close = get_close_matches(wanted, key_of, n=_N_NEAREST)
    shared = [name for name in key_of if len(set(wanted) & set(name)) >= _LEAST]
    is_hanzi = not wanted.isascii()
    found = close or (shared if is_hanzi else [])
    return list(dict.fromkeys(key_of[name] for name in found))[:_N_NEAREST]


def _list(keys: Collection[str], names: Mapping[str, Collection[str]]) -> str:
    return ", ".join(f"{next(iter(names[key]))} ({key})" for key in keys)
