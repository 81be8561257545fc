"""Items out as DMN and back: what DMN cannot say travels along, so that nothing is lost."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from discretion.rulebook.book import Rulebook
from discretion.rulebook.errors import RulebookError
from discretion.rulebook.exchange.dmn.model import Decision, Kept, Model, Rule
from discretion.rulebook.exchange.dmn.tables import Unseen, item_model
from discretion.rulebook.exchange.dmn.write import model_text
from discretion.rulebook.files import validate
from discretion.rulebook.markup import refusal
from discretion.rulebook.plain import RuleText
from discretion.rulebook.schema import Item, ItemsFile


@dataclass(frozen=True, slots=True)
class Exported:
    """The DMN text of an item, its number of tables and rows, what other engines do not see."""

    text: str
    decisions: int
    rules: int
    unseen: tuple[Unseen, ...]


def export_item(book: Rulebook, item: Item, version: int) -> Exported:
    """Return version number *version* (from 0) of *item* as DMN 1.5."""
    model, unseen = item_model(book, item, version)
    rules = sum(len(decision.table.rules) for decision in model.decisions)
    return Exported(model_text(model), len(model.decisions), rules, unseen)


def import_item(book: Rulebook, model: Model, file: Path) -> Item | None:
    """Return the item that *model* (read from *file*) was exported from; None if it is of others.

    Raises:
        RulebookError: the item is at fault, or its tables were changed.
    """
    if model.kept is None:
        return None
    item = _kept_item(model.kept, file)
    if model.kept.version >= len(item.versions):
        raise refusal(file, model.kept.line, "没有这个版本的案由；请用本软件重新导出")
    try:
        exported, _ = item_model(book, item, model.kept.version)
    except KeyError as error:
        message = f"裁量基准库 {book.name} 没有这个事实；请用 --rulebook 指明导出时的裁量基准库"
        raise refusal(file, model.kept.line, message, str(error.args[0])) from None
    if exported.decisions != model.decisions:
        message = (
            "决策表与所附案由不符：表在导出后被改动过，或者裁量基准库不是导出时的那一个；"
            "请把改动写进规则文件再导出，或者删去 extensionElements，当作别的软件的决策试算"
        )
        changed = _first_changed(exported, model)
        raise refusal(file, changed.line if changed else model.kept.line, message)
    return item


def _first_changed(exported: Model, model: Model) -> Decision | Rule | None:
    """The first decision, or row of one, that differs from what was exported."""
    for decision in model.decisions:
        before = exported.decision(decision.name)
        if decision != before:
            rules = before.table.rules if before else ()
            return next((rule for rule in decision.table.rules if rule not in rules), decision)
    return None


def _kept_item(kept: Kept, file: Path) -> Item:
    """Read the item; its faults are placed by the lines of the whole file."""
    try:
        items = validate(RuleText(file, kept.text.encode()), ItemsFile).items
    except RulebookError as error:
        first = kept.line or 1
        raise RulebookError(
            replace(p, line=first + (p.line or 1) - 1) for p in error.problems
        ) from None
    if len(items) != 1:
        raise refusal(file, kept.line, "须恰有一个案由；请用本软件重新导出", str(len(items)))
    return items[0]
