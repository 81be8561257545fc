"""What stands, recomputed naively: the whole log, sorted and without its repetitions, day by day.

Plain conditions written beside the law, without the rule file, the matcher or the stream's own
notion of a case. Only the determination of a case is the engine's.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from discretion.consistency.check import judge
from discretion.engine.book import Book
from discretion.model.case import Case

Log = list[dict[str, Any]]
Found = set[tuple[str, str, str | None, tuple[str, ...]]]
"""Code, case, by when, other cases."""

MOST = 20
"""A case counts at most so many earlier penalties, the latest, and so many fines, the first."""
ONE_DAY = timedelta(days=1)


def day(text: str) -> date:
    return date.fromisoformat(text)


def distinct(log: Log) -> Log:
    """The log sorted by day, each event once."""
    seen: dict[tuple[str, str], dict[str, Any]] = {}
    for event in log:
        if event["kind"] != "tick":
            seen[event["case"], event["id"]] = event
    return sorted(seen.values(), key=lambda e: (e["on"], e["id"]))


def standing(log: Log, today: date, book: Book) -> Found:
    """Everything that stands on *today* after *log*."""
    events = distinct(log)
    cases: dict[str, Log] = {}
    for event in events:
        cases.setdefault(event["case"], []).append(event)
    known = {name: About(name, mine) for name, mine in cases.items()}
    open_ = {name: about for name, about in known.items() if about.opened}
    by_party: dict[Any, list[About]] = {}
    for about in open_.values():
        by_party.setdefault(about.party, []).append(about)
    found: Found = set()
    for name, about in open_.items():
        others = [o for o in by_party[about.party] if o is not about]
        for code, by, more in reminders(about, others if about.party else [], today, book):
            found.add((code, name, by.isoformat() if by else None, tuple(sorted(more))))
    return found


class About:
    """What the log says of one case."""

    def __init__(self, name: str, events: Log) -> None:
        self.name, self.events = name, events
        self.opened = self.of("opened")
        if not self.opened:
            return
        self.record = self.opened[-1]["record"]
        party = self.record["party"]
        who = party.get("number") or party.get("name")
        self.party = (party["kind"], who) if who else None
        decided, proposed = self.of("decided"), self.of("proposed")
        self.decided = day(decided[-1]["on"]) if decided else None
        self.proposal = (decided or proposed or [{}])[-1].get("penalty")
        self.reason = any((e.get("reason") or "").strip() for e in [*decided[-1:], *proposed[-1:]])
        self.proposed = bool(proposed) and not decided
        self.public = decided[-1].get("public") if decided else None
        self.closed = bool(self.of("closed")) and not decided
        start = self.record.get("act", {}).get("start")
        self.act = day(start) if start else day(self.opened[0]["on"])
        fine = (self.proposal or {}).get("fine")
        self.fine = Decimal(fine) if fine else None
        self.penalised = bool(fine or (self.proposal or {}).get("kinds"))

    def of(self, kind: str) -> Log:
        return [e for e in self.events if e["kind"] == kind]

    def first(self, kind: str) -> date | None:
        found = self.of(kind)
        return day(found[0]["on"]) if found else None

    def done(self, kind: str) -> bool:
        on = self.first(kind)
        return on is not None and (self.decided is None or on <= self.decided)


def reminders(a: About, others: list[About], today: date, book: Book) -> list[Any]:
    found: list[Any] = []

    def add(code: str, by: date | None = None, more: list[str] | None = None) -> None:
        found.append((code, by, more or []))

    items = set(a.record["items"])
    before = [o for o in others if o.decided and o.penalised and o.decided < a.act]
    before = [o for o in before if items & set(o.record["items"])]
    before.sort(key=lambda o: (o.decided, o.name), reverse=True)
    priors = []
    for other in before[:MOST]:
        back = book.policy.look_back
        begin = other.act if back.counted_from == "act" else other.decided
        assert begin
        last = begin
        while (last.year - begin.year, last.month, last.day) < (
            back.years,
            begin.month,
            begin.day,
        ):
            last += ONE_DAY
        if (begin.month, begin.day) == (2, 29) and last.month == 3:
            last -= ONE_DAY
        if a.act <= last:
            priors.append(other.name)
    determination, review = judged(a, len(priors), book)
    first = "first_violation" in a.record.get("circumstances", [])
    if priors:
        add("repeat-offence", None, priors)
        if first:
            add("first-violation-doubtful", None, priors)
    act = a.opened[-1].get("same_act")
    rivals = []
    for o in others:
        if not o.decided or o.fine is None:
            continue
        here = a.record.get("place", {}).get("address")
        there = o.record.get("place", {}).get("address")
        teams = (a.record.get("team"), o.record.get("team"))
        same = items & set(o.record["items"]) and o.act == a.act
        twice = same and all(teams) and teams[0] != teams[1]
        twice = twice and not (here and there and here != there)
        numbered = bool(act) and o.opened[-1].get("same_act") == act
        if twice or numbered:
            rivals.append((not numbered, o.decided, o.name, twice))
    if a.fine is not None:
        found_twice = [name for *_, name, twice in sorted(rivals)[:MOST] if twice]
        same_act = [name for other, _, name, _ in sorted(rivals)[:MOST] if not other]
        if found_twice:
            add("same-act-two-teams", None, found_twice)
        if same_act:
            add("same-act-fined", None, same_act)

    # Art. 60: ninety days from filing.
    due = day(a.opened[0]["on"]) + timedelta(days=90)
    if a.of("extended"):
        due = max(due, day(a.of("extended")[-1]["due"]))
    left = (due - today).days
    if a.decided:
        if a.decided > due:
            add("decided-late", due)
    elif not a.closed:
        if 6 <= left <= 15:
            add("deadline-15-days", due)
        elif 1 <= left <= 5:
            add("deadline-5-days", due)
        elif left == 0:
            add("deadline-today", due)
        elif left < 0:
            add("deadline-passed", due)

    # Art. 57, 58, 63.
    owed = {d.code for d in determination.duties if dict(d.values).get("certain") is True}
    steps = (
        ("hearing" in owed, "hearing_told", "hearing-not-told", "decided-without-hearing-told"),
        (
            "legal_review" in owed or (a.done("hearing_held") and a.penalised),
            "reviewed",
            "review-missing",
            "decided-without-review",
        ),
        (
            "collective_discussion" in owed,
            "discussed",
            "discussion-missing",
            "decided-without-discussion",
        ),
    )
    stage_proposed = a.proposal is not None and not a.decided and not a.closed
    for needed, step, before, after in steps:
        if needed and not a.done(step):
            if stage_proposed:
                add(before, due)
            elif a.decided and a.penalised:
                add(after)

    # Art. 33, 34 and the range of the law.
    codes = {f.code for f in review.findings}
    exempt = any(r.step == 4 and r.place for r in determination.reasons)
    outcome = determination.outcome.value
    must = outcome == "no_penalty" and exempt
    unlawful = codes & {"fine_outside_law", "fine_without_basis", "fine_required"}
    unlawful |= codes & {"kind_not_allowed"}
    if "penalty_not_allowed" in codes and not must:
        unlawful |= {"penalty_not_allowed"}
    if unlawful:
        add("outside-the-law")
    elif "off_benchmark" in codes and not a.reason:
        add("off-benchmark-without-reason")
    if must and a.penalised:
        add("must-be-exempt")
    if a.fine is not None and not must:
        if outcome == "may_exempt":
            add("may-be-exempt")
        elif "consider_rule" in {r.code for r in determination.for_person}:
            add("consider-exemption")

    transfer(a, today, add)
    afterwards(a, today, add)
    return found


def judged(a: About, priors: int, book: Book) -> Any:
    facts = dict(a.record.get("facts", {}))
    found = [e for e in a.of("reinspected") if e["corrected"]] + a.of("corrected")
    until = a.decided or date.max
    if any(day(e["on"]) <= until for e in found) and facts.get("refused_correction") is not True:
        facts.setdefault("corrected", True)
    if priors:
        facts["prior_penalties"] = max(priors, facts.get("prior_penalties", 0))
    payload = {
        **a.record,
        "facts": facts,
        "filed": a.opened[0]["on"],
        "penalty": a.proposal,
        "decided": a.decided,
    }
    # A decision may be dated before filing where an event is missing: no reader refuses it then.
    case = Case.model_validate({**payload, "filed": None, "decided": None})
    case = case.model_copy(update={"filed": day(payload["filed"]), "decided": a.decided})
    determination = book.determine(case)
    return determination, judge(case, determination, None, (), "")


def transfer(a: About, today: date, add: Any) -> None:
    suspected = a.first("crime_suspected")
    if suspected is None and "suspected_crime" in a.record.get("circumstances", []):
        suspected = day(a.opened[0]["on"])
    if suspected is None or a.of("transferred"):
        return
    reported, decisions = a.first("crime_reported"), a.of("transfer_decided")
    if not decisions:
        if reported is None and today > suspected:
            add("crime-not-reported", suspected)
        if reported is not None and today > reported + timedelta(days=3):
            add("crime-not-decided", reported + timedelta(days=3))
    elif decisions[-1]["approved"]:
        by = day(decisions[-1]["on"]) + ONE_DAY
        if today > by:
            add("crime-not-transferred", by)
    refused = bool(decisions) and not decisions[-1]["approved"]
    if a.decided and a.penalised and not refused:
        add("penalised-instead-of-transferred")


def afterwards(a: About, today: date, add: Any) -> None:
    if a.of("ordered") and not a.closed:
        order = a.of("ordered")[-1]
        seen = [e for e in a.of("reinspected") if e["on"] >= order["on"]]
        if not seen and today > day(order["due"]):
            add("correction-not-inspected", day(order["due"]))
    if a.decided is None:
        return
    shown = a.public is False or bool(a.of("published"))
    if a.penalised and not shown and today > a.decided + timedelta(days=7):
        add("not-published", a.decided + timedelta(days=7))
    served = a.first("served")
    if a.fine is None or served is None:
        return
    pay_by = served + timedelta(days=15)
    if a.of("deferred"):
        pay_by = max(pay_by, day(a.of("deferred")[-1]["due"]))
    total, paid_on = Decimal(0), None
    for payment in a.of("paid"):
        total += Decimal(payment["amount"])
        if paid_on is None and total >= a.fine:
            paid_on = day(payment["on"])
    # Count every day: 3 % of the fine, unless a reconsideration or a lawsuit is pending (73).
    stays: list[list[date | None]] = []
    for e in a.events:
        if e["kind"] == "stay_began" and (not stays or stays[-1][1]):
            stays.append([day(e["on"]), None])
        elif e["kind"] == "stay_ended" and stays and stays[-1][1] is None:
            stays[-1][1] = day(e["on"])
    pending = bool(stays) and stays[-1][1] is None
    late = surcharge = Decimal(0)
    at, cap = pay_by, None
    while at < (paid_on or max(today, pay_by + timedelta(days=2000))):
        at += ONE_DAY
        if any(s < at and (e is None or at <= e) for s, e in stays if s):
            continue
        late += 1
        surcharge = min(a.fine, a.fine * 3 * late / 100)
        if late == 34:
            cap = at
            if paid_on is None:
                break
    if paid_on is not None:
        if a.fine + surcharge.quantize(Decimal("0.01"), "ROUND_DOWN") > total:
            add("surcharge-owed")
        return
    if pending or cap is None:
        return
    starts = cap - timedelta(days=34)
    if today >= cap:
        add("surcharge-at-cap", cap)
    elif today > starts:
        add("payment-overdue", cap)
