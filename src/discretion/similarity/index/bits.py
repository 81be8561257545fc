"""The lowest bit of a word, in one instruction."""

from __future__ import annotations

from typing import Any

from numba import types
from numba.extending import intrinsic


def _lowest_bit(_: Any, word: Any) -> Any:
    def made(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.cttz(arguments[0], context.get_constant(types.boolean, 0))

    return types.int64(types.int64), made


lowest_bit: Any = intrinsic(_lowest_bit)
"""Return the place of the lowest bit of an int64 that is not 0."""
