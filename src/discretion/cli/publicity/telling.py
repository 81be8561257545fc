"""What is told of rows that cannot be read, by all actions alike."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from discretion.cli.printing import print_json
from discretion.report.words import clean

MOST_LISTED = 20


def tell_broken(errors: Sequence[ValueError], as_json: bool = False) -> None:
    """Print why rows are left out: as JSON, or the first of them on the error stream."""
    for error in errors if as_json else errors[:MOST_LISTED]:
        text = clean(str(error))
        if as_json:
            print_json({"problem": text})
        else:
            print(text, file=sys.stderr)
