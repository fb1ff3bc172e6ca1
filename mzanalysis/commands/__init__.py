"""The subcommands of ``mz``, a file for each step of the work."""
