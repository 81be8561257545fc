"""The door: what is found, what is refused, and that a broken plug-in stops no other."""

from __future__ import annotations

import tomllib
from importlib.metadata import distribution
from pathlib import Path

import pytest

from discretion.plugins.door import (
    FACT_EXTRACTORS,
    GROUPS,
    LEDGER_FORMATS,
    REPORT_RENDERERS,
    PlugInError,
    blaming,
    load,
    plug_in,
    plug_ins,
    usable,
)
from tests.plugins.conftest import ROOT, Site

BUILT_IN = {
    LEDGER_FORMATS: {"publicity"},
    FACT_EXTRACTORS: {"rules"},
    REPORT_RENDERERS: {"html", "json", "xlsx"},
}


def test_the_built_in_ones_come_through_the_same_door() -> None:
    for group, names in BUILT_IN.items():
        ours = {p.name for p in plug_ins(group) if p.distribution == "discretion"}
        assert ours == names, "run make again: the installed entry points are not those declared"
        loaded, wrong = usable(group)
        assert names <= set(loaded)
        assert not wrong


def test_what_is_installed_is_what_is_declared() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    installed = distribution("discretion").entry_points
    for group in GROUPS:
        points = {p.name: p.value for p in installed if p.group == group}
        assert points == declared["project"]["entry-points"][group]


def test_one_of_another_distribution_is_found_and_loaded_when_asked_for(site: Site) -> None:
    site.install("plug-a", f"[{LEDGER_FORMATS}]\nabc = plug_a:READER\n", "READER = 5\n")
    found = plug_in(LEDGER_FORMATS, "abc")
    assert (found.distribution, found.version) == ("plug-a", "1.2")
    assert load(found) == 5


def test_two_of_one_name_are_refused_and_both_are_named(site: Site) -> None:
    for name in ("plug-b", "plug-c"):
        module = name.replace("-", "_")
        site.install(name, f"[{FACT_EXTRACTORS}]\nsame = {module}:X\n", "X = len\n")
    with pytest.raises(PlugInError, match=r"名为“same”的事实提取插件有 2 个.*plug-b、plug-c"):
        plug_in(FACT_EXTRACTORS, "same")
    loaded, wrong = usable(FACT_EXTRACTORS)
    assert "rules" in loaded
    assert "same" not in loaded
    assert len(wrong) == 1


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("import no_such_module\n", "ModuleNotFoundError"),
        ("raise RuntimeError('坏了')\n", "坏了"),
        ("raise SystemExit(3)\n", "SystemExit"),
        ("Y = 1\n", "AttributeError"),
        ("def X(:\n", "SyntaxError"),
    ],
)
def test_a_broken_one_is_named_with_its_distribution_and_others_go_on(
    site: Site, source: str, said: str
) -> None:
    site.install("plug-bad", f"[{REPORT_RENDERERS}]\nbad = plug_bad:X\n", source)
    with pytest.raises(PlugInError, match="发行包 plug-bad 的报告格式插件“bad”出错") as caught:
        load(plug_in(REPORT_RENDERERS, "bad"))
    assert said in str(caught.value)
    loaded, wrong = usable(REPORT_RENDERERS)
    assert {"html", "json", "xlsx"} <= set(loaded)
    assert len(wrong) == 1


def test_an_unknown_name_is_told_with_those_that_are_there() -> None:
    with pytest.raises(PlugInError, match=r"没有名为“nope”的台账格式插件。已安装的有：.*publicity"):
        plug_in(LEDGER_FORMATS, "nope")


def test_whatever_a_plug_in_raises_is_blamed_on_it_once() -> None:
    (found,) = (p for p in plug_ins(FACT_EXTRACTORS) if p.name == "rules")
    with pytest.raises(PlugInError, match="ZeroDivisionError"), blaming(found):
        _ = 1 // 0
    with pytest.raises(KeyboardInterrupt), blaming(found):
        raise KeyboardInterrupt
    with pytest.raises(PlugInError, match=r"^一次$"), blaming(found):
        raise PlugInError("一次")


def test_no_plug_in_is_looked_up_at_the_start(site: Site, tmp_path: Path) -> None:
    marker = tmp_path / "imported"
    source = f"import pathlib\npathlib.Path({str(marker)!r}).touch()\nX = 1\n"
    points = "".join(f"[{group}]\nspy = plug_spy:X\n" for group in GROUPS)
    site.install("plug-spy", points, source)
    done = site.alone("determine", ROOT / "tests" / "plugins" / "no-such.json")
    assert done.returncode == 2
    assert not marker.exists()
