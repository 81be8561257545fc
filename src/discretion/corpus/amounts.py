"""The fine that an officer would set in a band, and the ones that an inconsistency would."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from discretion.corpus.draw import Draw
from discretion.model.determination import Determination, Range
from discretion.model.money import Money

_STEPS = ((100_00, 10_00), (500_00, 50_00), (5_000_00, 100_00), (50_000_00, 1_000_00))
"""Up to so many fen, officers round to so many."""


class PlantKind(StrEnum):
    """The kinds of planted inconsistency."""

    ABOVE_BAND = "above_band"
    """Lawful, but above the benchmark band."""
    BELOW_BAND = "below_band"
    OUTSIDE_LAWFUL = "outside_lawful"
    TWIN = "twin"
    """Two nearly identical cases at opposite ends of the band; both are labelled."""
    TEAM_BIAS = "team_bias"
    """One team that always takes the top of the band for certain items."""


@dataclass(frozen=True, slots=True)
class Band:
    """A closed band of fines in fen."""

    low: int
    high: int

    @property
    def wide(self) -> bool:
        """Whether two fines in it can differ strikingly: by half at least, and by 100 yuan."""
        return self.high * 2 >= self.low * 3 and self.high - self.low >= 100_00


def band_of(answer: Determination) -> Band | None:
    """Return the band that the benchmark recommends, open ends moved inwards by a fen."""
    return _closed(answer.recommended or answer.benchmark or answer.lawful)


def lawful_of(answer: Determination) -> Band | None:
    """Return the lawful band."""
    return _closed(answer.lawful)


def _closed(given: Range | None) -> Band | None:
    if given is None:
        return None
    low = given.minimum.fen + given.minimum_open
    high = max(low * 2, low + 1_000_00) if given.maximum is None else given.maximum.fen
    high -= given.maximum_open and given.maximum is not None
    return Band(low, high) if 0 <= low <= high and high > 0 else None


def usual_fine(draw: Draw, band: Band, habit: float) -> Money:
    """Return a rounded fine in *band*; *habit* is the team's usual share of the way up, 0 to 1."""
    spread = (draw.random() + draw.random() + draw.random()) / 3 - 0.5
    return fine_at(band, min(1.0, max(0.0, habit + spread * 0.9)))


def fine_at(band: Band, share: float) -> Money:
    """Return the fine at *share* of the way up the band, rounded where a round one fits."""
    step = next((s for top, s in _STEPS if band.high <= top), 5_000_00)
    exact = band.low + int(share * 1_000_000) * (band.high - band.low) // 1_000_000
    for size in (step, step // 2, step // 5, 10_00, 1_00):
        lowest, highest = -(-band.low // size), band.high // size
        if 0 < lowest <= highest or (lowest == 0 and highest > 0):
            number = min(highest, max(lowest, 1, (exact + size // 2) // size))
            return Money(number * size)
    return Money(max(1, exact))


def planted_fine(draw: Draw, kind: PlantKind, band: Band, lawful: Band) -> Money | None:
    """Return a fine that shows *kind* in one case, or None where the law leaves no room for it."""
    if kind is PlantKind.ABOVE_BAND and lawful.high - band.high >= 50_00:
        gap = lawful.high - band.high
        return fine_at(Band(band.high + gap // 4 + 1, lawful.high), draw.random())
    if kind is PlantKind.BELOW_BAND and band.low - lawful.low >= 50_00:
        gap = band.low - lawful.low
        return fine_at(Band(lawful.low, band.low - gap // 4 - 1), draw.random())
    if kind is PlantKind.OUTSIDE_LAWFUL:
        if lawful.low >= 100_00 and draw.chance(0.4):
            return fine_at(Band(lawful.low // 5, lawful.low * 7 // 10), draw.random())
        return fine_at(Band(lawful.high * 6 // 5 + 1, lawful.high * 5 // 2 + 1), draw.random())
    return None
