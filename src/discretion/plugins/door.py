"""The one door for plug-ins: entry points of installed distributions, by group and name.

Nothing is imported until a plug-in is used, and nothing is looked up until one is asked for. A
plug-in that is broken, or that shares its name with another, is refused by name; others go on.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from typing import Any

LEDGER_FORMATS = "discretion.ledger_formats"
FACT_EXTRACTORS = "discretion.fact_extractors"
REPORT_RENDERERS = "discretion.report_renderers"
GROUPS = {
    LEDGER_FORMATS: "台账格式",
    FACT_EXTRACTORS: "事实提取",
    REPORT_RENDERERS: "报告格式",
}
"""Every group, and what its plug-ins are called."""
LONGEST = 300
"""Characters shown of what a broken plug-in said."""


class PlugInError(ValueError):
    """A plug-in cannot be used; the message names it, its distribution, and how to mend it."""


@dataclass(frozen=True, slots=True)
class PlugIn:
    """A plug-in as its distribution declares it; nothing of it is imported yet."""

    group: str
    name: str
    distribution: str
    version: str
    entry: EntryPoint

    @property
    def words(self) -> str:
        """What it is, in a sentence."""
        return f"发行包 {self.distribution} 的{GROUPS[self.group]}插件“{self.name}”"


def plug_ins(group: str) -> tuple[PlugIn, ...]:
    """Return the plug-ins of *group*, by name and distribution; several may share a name."""
    found = []
    for entry in entry_points(group=group):
        dist = entry.dist
        name, version = (dist.name, dist.version) if dist is not None else ("?", "?")
        found.append(PlugIn(group, entry.name, name, version, entry))
    return tuple(sorted(found, key=lambda p: (p.name, p.distribution)))


def plug_in(group: str, name: str) -> PlugIn:
    """Return the plug-in called *name*.

    Raises:
        PlugInError: there is none, or more than one.
    """
    every = plug_ins(group)
    found = [each for each in every if each.name == name]
    if len(found) == 1:
        return found[0]
    kind = GROUPS[group]
    if found:
        owners = "、".join(each.distribution for each in found)
        raise PlugInError(
            f"名为“{name}”的{kind}插件有 {len(found)} 个，来自发行包：{owners}。请只保留一个"
        )
    names = "、".join(sorted({each.name for each in every})) or "（没有）"
    raise PlugInError(f"没有名为“{name}”的{kind}插件。已安装的有：{names}")


def load(found: PlugIn) -> Any:
    """Import a plug-in and return what its entry point names.

    Raises:
        PlugInError: it cannot be imported.
    """
    with blaming(found):
        return found.entry.load()


@contextmanager
def blaming(found: PlugIn) -> Iterator[None]:
    """Turn whatever a plug-in raises into a PlugInError that names its distribution."""
    try:
        yield
    except PlugInError:
        raise
    except (Exception, SystemExit) as error:  # a stranger's code may raise anything
        said = " ".join(f"{type(error).__name__}: {error}".split())[:LONGEST]
        raise PlugInError(f"{found.words}出错：{said}。请升级或者卸载这个发行包") from error


def usable(group: str) -> tuple[dict[str, Any], tuple[PlugInError, ...]]:
    """Import every plug-in of *group*; return those that can be used by name, and what is wrong."""
    loaded: dict[str, Any] = {}
    wrong: list[PlugInError] = []
    for name in dict.fromkeys(each.name for each in plug_ins(group)):
        try:
            loaded[name] = load(plug_in(group, name))
        except PlugInError as error:
            wrong.append(error)
    return loaded, tuple(wrong)
