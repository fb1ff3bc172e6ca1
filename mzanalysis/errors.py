"""Errors a user may meet; each says what was found, where, and what to do next."""


class MzError(Exception):
    """Base of all errors the package raises on purpose."""


class InputError(MzError):
    """A file, a register row or an argument that cannot be used as it is."""


class TableError(MzError):
    """A table that does not have the declared columns, types or values."""


def explain(error: Exception, command: str) -> str:
    """Say what happened, and what to do next.

    Args:
        error: one of the package's own, one of the disk, or one that nobody thought of.
        command: what shows more of it.
    """
    if isinstance(error, MzError):
        return str(error)
    if isinstance(error, OSError):
        return f"{error}; see that the place is there, has room, and may be written to"
    return (
        f"the program is wrong ({type(error).__name__}: {error}); what it did before stands. "
        f"Please run `{command}` with the same options, and report what it prints"
    )
