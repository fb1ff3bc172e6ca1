"""Errors a user may meet; each says what was found, where, and what to do next."""


class MzError(Exception):
    """Base of all errors the package raises on purpose."""


class InputError(MzError):
    """A file, a register row or an argument that cannot be used as it is."""


class TableError(MzError):
    """A table that does not have the declared columns, types or values."""
