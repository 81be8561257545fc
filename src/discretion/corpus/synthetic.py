"""Synthetic cases for any rulebook: realistic texts and facts, lawful penalties, planted faults.

Everything is drawn from one integer seed: equal rulebook, seed and settings give the same cases,
byte for byte, on any machine. Memory does not grow with the number of cases.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol

from discretion.corpus import words
from discretion.corpus.amounts import (
    Band,
    PlantKind,
    band_of,
    fine_at,
    lawful_of,
    planted_fine,
    usual_fine,
)
from discretion.corpus.draw import Draw, Weighted
from discretion.corpus.narrative import tell
from discretion.corpus.profile import ItemProfile, profiles
from discretion.model.case import Act, Case, Channel, FactValue, Party, PartyKind, Place, Procedure
from discretion.model.determination import Determination, Outcome
from discretion.model.money import Money
from discretion.model.penalty import Penalty, PenaltyKind
from discretion.rulebook.book import Rulebook
from discretion.rulebook.schema import FactDeclaration, GeneralRule, Item, Policy, Source

TRIES = 40
"""How often an item, party and facts are drawn anew before the rulebook counts as unusable."""
BIAS_SAMPLE = 600
"""Cases drawn beforehand to choose the items of the biased team."""

_CHANNELS = (
    Channel.ON_SITE,
    Channel.COMPLAINT,
    Channel.OFF_SITE,
    Channel.TRANSFERRED,
    Channel.ASSIGNED,
)
_CHANNEL_WEIGHTS = Weighted((55, 25, 12, 5, 3))
_SINGLE_KINDS = (
    PlantKind.ABOVE_BAND,
    PlantKind.BELOW_BAND,
    PlantKind.OUTSIDE_LAWFUL,
    PlantKind.TWIN,
)
_NO_PENALTY = frozenset({Outcome.NO_PENALTY, Outcome.CORRECTION_ONLY})


class DeterminingRulebook(Protocol):
    """A rulebook that can also determine a case."""

    @property
    def policy(self) -> Policy: ...  # noqa: D102
    @property
    def sources(self) -> Mapping[str, Source]: ...  # noqa: D102
    @property
    def facts(self) -> Mapping[str, FactDeclaration]: ...  # noqa: D102
    @property
    def rules(self) -> tuple[GeneralRule, ...]: ...  # noqa: D102
    @property
    def items(self) -> Mapping[str, Item]: ...  # noqa: D102

    def determine(self, case: Case) -> Determination: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Plant:
    """The label of a planted inconsistency; money in yuan, ends included."""

    case_id: str
    kind: PlantKind
    band_low: Money
    band_high: Money
    lawful_low: Money
    lawful_high: Money
    fine: Money
    partner: str | None = None
    """The other case of a pair."""


def generate(
    book: Rulebook, n: int, seed: int, inconsistent_share: float = 0.03
) -> Iterator[tuple[Case, Plant | None]]:
    """Yield *n* decided cases over the items of *book*, with a label where a fault is planted.

    About *inconsistent_share* of the cases are planted; a case whose law leaves no room for a kind
    passes it on to a later one.

    Raises:
        ValueError: *n* is negative, the share is not in [0, 0.5], or no item of the rulebook gives
            a lawful fine in the corpus's years.
    """
    if n < 0 or not 0 <= inconsistent_share <= 0.5:
        raise ValueError("n 须为非负整数，不一致比例须在 0 与 0.5 之间")
    return _Generator(book, seed, inconsistent_share).run(n)


@dataclass(slots=True)
class _Found:
    """A case without penalty, and what the engine says of it."""

    profile: ItemProfile
    case: Case
    answer: Determination
    team: int


class _Generator:
    def __init__(self, book: Any, seed: int, share: float) -> None:
        self.book: DeterminingRulebook = book
        self.draw = Draw(seed)
        self.share = share
        self.profiles = profiles(book)
        if not self.profiles:
            raise ValueError("裁量基准库中没有在 2021 至 2026 年间有效的事项，无法生成案例")
        self.by_weight = Weighted([p.weight for p in self.profiles])
        self.years = self.book.policy.look_back.years
        self.counters: dict[tuple[int, int], int] = {}
        self.pending: list[PlantKind] = []
        self.habits = [0.3 + 0.02 * self.draw.below(11) for _ in words.STREETS]
        self.biased_team = self.draw.below(len(words.STREETS))
        self.biased_items = self._biased_items()

    def run(self, n: int) -> Iterator[tuple[Case, Plant | None]]:
        made, planted = 0, 0
        while made < n:
            if self.draw.chance(self.share * 0.8):
                self.pending.append(_SINGLE_KINDS[planted % len(_SINGLE_KINDS)])
                planted += 1
            for pair in self._next(room=n - made):
                yield pair
                made += 1

    def _next(self, room: int) -> list[tuple[Case, Plant | None]]:
        found = self._find()
        band, lawful = band_of(found.answer), lawful_of(found.answer)
        exempt = found.answer.outcome is Outcome.MAY_EXEMPT and self.draw.chance(0.5)
        if found.answer.outcome in _NO_PENALTY or exempt or band is None or lawful is None:
            return [(self._decide(found, None), None)]
        for kind in self.pending:
            if kind is PlantKind.TWIN:
                if room >= 2 and band.wide:
                    self.pending.remove(kind)
                    return self._twins(found, band, lawful)
                continue
            fine = planted_fine(self.draw, kind, band, lawful)
            if fine is not None:
                self.pending.remove(kind)
                return [self._planted(found, kind, fine, band, lawful)]
        if found.team == self.biased_team and found.profile.code in self.biased_items and band.wide:
            fine = fine_at(band, 0.9 + 0.1 * self.draw.random())
            return [self._planted(found, PlantKind.TEAM_BIAS, fine, band, lawful)]
        fine = usual_fine(self.draw, band, self.habits[found.team])
        return [(self._decide(found, fine), None)]

    def _planted(
        self, found: _Found, kind: PlantKind, fine: Money, band: Band, lawful: Band
    ) -> tuple[Case, Plant]:
        case = self._decide(found, fine)
        return case, Plant(
            case.id,
            kind,
            Money(band.low),
            Money(band.high),
            Money(lawful.low),
            Money(lawful.high),
            fine,
        )

    def _twins(self, found: _Found, band: Band, lawful: Band) -> list[tuple[Case, Plant | None]]:
        """Return two cases that differ in party, place and penalty, and in little else."""
        shares = (0.02, 0.98) if self.draw.chance(0.5) else (0.98, 0.02)
        other = found.case.model_copy(
            update={
                "party": self._party(found.case.party.kind),
                "place": self._place(found.team),
            }
        )
        assert found.case.place is not None
        assert other.place is not None
        text = found.case.text
        for old, new in (
            (found.case.party.name, other.party.name),
            (found.case.place.address, other.place.address),
        ):
            text = text.replace(old or "", new or "")
        twin = _Found(
            found.profile, other.model_copy(update={"text": text}), found.answer, found.team
        )
        first, a = self._planted(found, PlantKind.TWIN, fine_at(band, shares[0]), band, lawful)
        second, b = self._planted(twin, PlantKind.TWIN, fine_at(band, shares[1]), band, lawful)
        labels = (_with_partner(a, second.id), _with_partner(b, first.id))
        return [(first, labels[0]), (second, labels[1])]

    def _find(self) -> _Found:
        """Draw cases until one has an answer that a team could decide on."""
        for _ in range(TRIES):
            profile = self.profiles[self.by_weight.draw(self.draw)]
            team = self.draw.below(len(words.STREETS))
            case = self._case(profile, team)
            answer = self.book.determine(case)
            if answer.missing:
                continue
            if answer.outcome in _NO_PENALTY and self.draw.chance(0.3):
                return _Found(profile, case, answer, team)
            fines = answer.outcome in (Outcome.PENALTY, Outcome.MAY_EXEMPT)
            if fines and band_of(answer) is not None and lawful_of(answer) is not None:
                return _Found(profile, case, answer, team)
        raise ValueError(
            f"连续 {TRIES} 次未能得出合法罚款，请检查裁量基准库（最后一次：{profile.code}，"
            f"{answer.outcome.value}，缺少事实 {[m.fact for m in answer.missing]}）"
        )

    def _case(self, profile: ItemProfile, team: int) -> Case:
        draw = self.draw
        found = profile.first + timedelta(draw.below((profile.last - profile.first).days + 1))
        filed = found + timedelta(draw.small(7))
        decided = filed + timedelta(draw.between(3, 55))
        facts = {f.name: f.draw(draw, profile.correction) for f in profile.facts}
        findings = [name for name, share in profile.findings if draw.chance(share)]
        _reconcile(facts, findings)
        days = facts.get("duration_days")
        start = found - timedelta(min(int(days), 600)) if isinstance(days, int) and days else found
        start = max(start, profile.first)
        party = self._party(draw.pick(profile.parties))
        place = self._place(team)
        channel = _CHANNELS[_CHANNEL_WEIGHTS.draw(draw)]
        text = tell(
            draw,
            profile,
            party=party.name or "",
            place=place.address or "",
            day=found,
            channel=channel.value,
            facts=facts,
            years=self.years,
        )
        street = words.STREETS[team]
        return Case.model_construct(
            id="-",
            items=(profile.code,),
            party=party,
            act=Act.model_construct(
                start=start, end=found if start < found else None, discovered=found
            ),
            filed=filed,
            decided=decided,
            place=place,
            text=text,
            basis=profile.basis,
            facts=facts,
            circumstances=tuple(findings),
            channel=channel,
            body=f"上海市嘉定区{street}{'办事处' if street.endswith('街道') else '人民政府'}",
            team=f"嘉定区{street}综合行政执法队",
            officers=(),
            penalty=None,
            procedure=Procedure(),
            extra={},
        )

    def _party(self, kind: PartyKind) -> Party:
        draw = self.draw
        if kind is PartyKind.UNIT:
            name = (
                f"上海{draw.pick(words.BRANDS)}{draw.pick(words.BRANDS)}{draw.pick(words.TRADES)}"
            )
        else:
            name = draw.pick(words.SURNAMES) + draw.pick(words.GIVEN)
            name += draw.pick(words.GIVEN) if draw.chance(0.7) else ""
        return Party.model_construct(kind=kind, name=name, age=None, capacity=None, number=None)

    def _place(self, team: int) -> Place:
        draw = self.draw
        street = words.STREETS[team]
        address = f"嘉定区{street}{draw.pick(words.ROADS)}{draw.between(1, 3999)}"
        address += f"弄{draw.between(1, 120)}号" if draw.chance(0.3) else "号"
        return Place.model_construct(district=words.DISTRICT, street=street, address=address)

    def _decide(self, found: _Found, fine: Money | None) -> Case:
        case = found.case
        assert case.decided is not None
        year = case.decided.year
        number = self.counters[found.team, year] = self.counters.get((found.team, year), 0) + 1
        short = words.STREETS[found.team].removesuffix("街道").removesuffix("镇")
        return case.model_copy(
            update={
                "id": f"沪嘉{short}城管罚〔{year}〕{number:06d}号",
                "penalty": _penalty(found, fine),
            }
        )

    def _biased_items(self) -> frozenset[str]:
        """Choose items so that the biased team's cases in them are a fifth of all plants.

        How often an item comes with a band wide enough is estimated from a few drawn cases.
        """
        if not self.share:
            return frozenset()
        wide: dict[str, int] = {}
        for _ in range(BIAS_SAMPLE):
            found = self._find()
            band = band_of(found.answer)
            if band is not None and band.wide:
                wide[found.profile.code] = wide.get(found.profile.code, 0) + 1
        goal = self.share * 0.2 * len(words.STREETS) * BIAS_SAMPLE
        codes, chosen, reached = sorted(wide), set(), 0
        while codes and reached < goal:
            code = codes.pop(self.draw.below(len(codes)))
            if reached + wide[code] <= goal * 1.5:
                chosen.add(code)
                reached += wide[code]
        return frozenset(chosen)


def _reconcile(facts: dict[str, FactValue], findings: list[str]) -> None:
    """Make facts that speak of one thing agree with each other."""
    refused, prior = facts.get("refused_correction"), facts.get("prior_penalties")
    if refused is not None and "corrected" in facts:
        facts["corrected"] = not refused
    if "times_found" in facts and isinstance(prior, int):
        facts["times_found"] = prior + 1
    if "first_violation" in findings and (prior or facts.get("times_found", 1) != 1):
        findings.remove("first_violation")
    if "minor_violation" in findings and facts.get("harm") in ("ordinary", "grave"):
        findings.remove("minor_violation")


def _penalty(found: _Found, fine: Money | None) -> Penalty:
    kinds: list[PenaltyKind] = [] if fine is None else [PenaltyKind.FINE]
    gains = found.case.facts.get("illegal_gains")
    confiscated = None
    for other in found.answer.others if fine is not None else ():
        if other.mode != "must" or not other.certain or other.kind in kinds:
            continue
        if other.kind is PenaltyKind.CONFISCATE_GAINS:
            if not isinstance(gains, int) or gains <= 0:
                continue
            confiscated = Money.yuan(gains)
        kinds.append(other.kind)
    return Penalty(kinds=tuple(kinds), fine=fine, confiscated_gains=confiscated)


def _with_partner(plant: Plant, partner: str) -> Plant:
    return Plant(
        plant.case_id,
        plant.kind,
        plant.band_low,
        plant.band_high,
        plant.lawful_low,
        plant.lawful_high,
        plant.fine,
        partner,
    )
