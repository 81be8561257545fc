"""Administrative penalties, consistent and explainable.

Discretion benchmarks (裁量基准) as declarative rules, similar cases (类案参考), and the same
penalty for the same case (同案同罚). Everything a case-handling system needs is a name of this
module; each is imported when it is first used, so that deciding one case does not wait for a
search index.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from discretion.consistency.audit import audit as audit
    from discretion.consistency.check import check as check
    from discretion.consistency.ledger import check_ledger as check_ledger
    from discretion.corpus import open_corpus as open_corpus
    from discretion.engine.book import Book as Book
    from discretion.engine.book import load_rulebook as load_rulebook
    from discretion.engine.errors import CaseError as CaseError
    from discretion.intake.errors import IntakeError as IntakeError
    from discretion.intake.ledger import case_from_row as case_from_row
    from discretion.intake.ledger import read_ledger as read_ledger
    from discretion.model.case import Case as Case
    from discretion.model.determination import Determination as Determination
    from discretion.model.determination import Outcome as Outcome
    from discretion.model.money import Money as Money
    from discretion.model.penalty import Penalty as Penalty
    from discretion.model.review import Review as Review
    from discretion.model.review import Verdict as Verdict
    from discretion.rulebook.errors import RulebookError as RulebookError
    from discretion.similarity.sklearn import CaseVectorizer as CaseVectorizer

__version__ = "0.1.0"

_HOME = {
    "audit": "discretion.consistency.audit",
    "Book": "discretion.engine.book",
    "IntakeError": "discretion.intake.errors",
    "case_from_row": "discretion.intake.ledger",
    "check_ledger": "discretion.consistency.ledger",
    "read_ledger": "discretion.intake.ledger",
    "Case": "discretion.model.case",
    "CaseVectorizer": "discretion.similarity.sklearn",
    "CaseError": "discretion.engine.errors",
    "Determination": "discretion.model.determination",
    "Money": "discretion.model.money",
    "Outcome": "discretion.model.determination",
    "Penalty": "discretion.model.penalty",
    "Review": "discretion.model.review",
    "RulebookError": "discretion.rulebook.errors",
    "Verdict": "discretion.model.review",
    "check": "discretion.consistency.check",
    "load_rulebook": "discretion.engine.book",
    "open_corpus": "discretion.corpus",
}

__all__ = [
    "Book",
    "Case",
    "CaseError",
    "CaseVectorizer",
    "Determination",
    "IntakeError",
    "Money",
    "Outcome",
    "Penalty",
    "Review",
    "RulebookError",
    "Verdict",
    "audit",
    "case_from_row",
    "check",
    "check_ledger",
    "load_rulebook",
    "open_corpus",
    "read_ledger",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'discretion' has no attribute {name!r}")
    value = getattr(import_module(_HOME[name]), name)
    globals()[name] = value
    return value
