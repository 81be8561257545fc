"""Exit status of every command."""

from __future__ import annotations

OK, DEVIATION, UNUSABLE = 0, 1, 2
"""Consistent; a deviation was found; the input cannot be used."""
INTERRUPTED, BROKEN_PIPE = 130, 141
"""What a shell reports for a command ended by SIGINT and SIGPIPE."""
