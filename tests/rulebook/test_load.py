"""Loading a folder: names, what it extends, duplicates, stray files, the fingerprint."""

from __future__ import annotations

import os
import pickle
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from discretion.rulebook.errors import MOST_SHOWN, Problem, RulebookError, did_you_mean
from discretion.rulebook.load import MAX_EXTENDS, load, read, rules_folder, shipped_rulebooks
from tests.rulebook.minimal import FILES, changed, write

HEAD = FILES["rulebook.yaml"]
CHILD = HEAD.split("policy:")[0] + "extends: [parent]\n"
EXTRA_ITEM = FILES["items/road.yaml"].replace("T-1", "T-2")


def faults(folder: Path) -> list[str]:
    with pytest.raises(RulebookError) as caught:
        read(folder)
    return [
        str(problem).replace(f"{folder.parent}/", "").replace(f"{folder.parent}", "")
        for problem in caught.value.problems
    ]


def test_the_minimal_rulebook_loads_without_a_warning(tmp_path: Path) -> None:
    book = read(write(tmp_path / "book"))
    assert book.name == "book"
    assert list(book.items) == ["T-1"]
    assert list(book.sources) == ["law-2020", "law-2024"]
    assert book.warnings == ()
    assert len(book.fingerprint) == 64


@pytest.mark.parametrize("name", sorted({*shipped_rulebooks()} - {"general"}))
def test_every_shipped_rulebook_loads(name: str) -> None:
    book = load(name)
    assert book.items
    assert load(rules_folder() / name) is book
    assert load(str(rules_folder() / name / "rulebook.yaml")) is book


# --- names -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["shanghai-urban-managment", "no such book", "", " ", "x" * 5000, "a\0b"]
)
def test_an_unknown_name_lists_the_known_ones(name: str) -> None:
    with pytest.raises(RulebookError) as caught:
        load(name)
    assert "shanghai-urban-management" in str(caught.value)
    if name.startswith("shanghai"):
        assert caught.value.problems[0].suggestion == "shanghai-urban-management"


def test_a_folder_without_a_head_is_no_rulebook(tmp_path: Path) -> None:
    with pytest.raises(RulebookError, match="文件夹里没有 rulebook"):
        load(tmp_path)


def test_a_stray_folder_does_not_hide_a_shipped_rulebook(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "shanghai-urban-management").mkdir()
    monkeypatch.chdir(tmp_path)
    assert load("shanghai-urban-management").items


def test_a_relative_name_follows_the_working_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "one" / "book")
    write(tmp_path / "two" / "book", changed("items/road.yaml", "T-1", "T-9"))
    monkeypatch.chdir(tmp_path / "one")
    assert list(load("book").items) == ["T-1"]
    monkeypatch.chdir(tmp_path / "two")
    assert list(load("book").items) == ["T-9"]


# --- files -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["sources.yaml", "facts.yaml", "general.yaml", "items/road.yaml"])
def test_every_file_but_the_head_is_optional_if_nothing_needs_it(name: str, tmp_path: Path) -> None:
    folder = write(tmp_path / "book", {name: None})
    if name in ("sources.yaml", "facts.yaml"):
        assert all("没有这个法源" in f or "没有声明这个事实" in f for f in faults(folder))
    else:
        read(folder)


def test_the_head_is_needed(tmp_path: Path) -> None:
    folder = write(tmp_path / "book", {"rulebook.yaml": None})
    assert faults(folder) == [
        "book/rulebook.yaml · 无法读取：没有这个文件或者文件夹；请核对路径与权限"
    ]


def test_one_run_shows_the_faults_of_all_files(tmp_path: Path) -> None:
    changes: dict[str, str | bytes | None] = {
        "facts.yaml": "facts: [",
        "general.yaml": "rulez: []",
        "items/a.yaml": b"\xff",
        "items/b.yaml": "items: 5",
    }
    files = [f.split(":")[0] for f in faults(write(tmp_path / "book", changes))]
    assert sorted(set(files)) == [f"book/{name}" for name in sorted(changes)]


def test_a_folder_in_the_place_of_a_file_is_reported(tmp_path: Path) -> None:
    folder = write(tmp_path / "book", {"facts.yaml": None})
    (folder / "facts.yaml").mkdir()
    (folder / "items" / "x.yaml").mkdir()
    assert faults(folder) == [
        "book/facts.yaml · 无法读取：这是文件夹，不是文件；请核对路径与权限",
        "book/items/x.yaml · 无法读取：这是文件夹，不是文件；请核对路径与权限",
    ]


def test_a_file_in_the_place_of_the_items_folder_is_reported(tmp_path: Path) -> None:
    folder = write(tmp_path / "book", {"items/road.yaml": None, "items": "items: []"})
    assert faults(folder) == ["book/items · 无法读取：路径中有一段不是文件夹；请核对路径与权限"]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("source.yaml", "值 source.yaml · 不会被读取：文件名不对 · 您是不是要写“sources.yaml”？"),
        ("facts.yml", "值 facts.yml · 不会被读取：文件名不对 · 您是不是要写“facts.yaml”？"),
        ("items.yaml", "值 items.yaml · 不会被读取；案由文件放在 items/ 文件夹里"),
        ("items/a.yml", "值 items/a.yml · 不会被读取；请直接放在 items/ 下，以 .yaml 结尾"),
        ("items/a.YAML", "值 items/a.YAML · 不会被读取；请直接放在 items/ 下，以 .yaml 结尾"),
        ("items/x/a.yaml", "值 items/x/a.yaml · 不会被读取；请直接放在 items/ 下，以 .yaml 结尾"),
    ],
)
def test_a_file_that_would_pass_in_silence_is_reported(
    name: str, shown: str, tmp_path: Path
) -> None:
    folder = write(tmp_path / "book", {name: "x: 1"})
    assert faults(folder) == [f"book/{name} · {shown}"]


def test_files_of_other_kinds_and_hidden_ones_are_left_alone(tmp_path: Path) -> None:
    others = dict.fromkeys(("README.md", "cases.yaml", ".facts.yaml", "items/.#road.yaml"), "[")
    assert (
        read(write(tmp_path / "book", others)).fingerprint
        == read(write(tmp_path / "plain")).fingerprint
    )


# --- extends -----------------------------------------------------------------------------------


def test_a_child_adds_to_its_parent_and_takes_its_policy(tmp_path: Path) -> None:
    write(tmp_path / "parent")
    child = dict.fromkeys(FILES, None) | {"rulebook.yaml": CHILD, "items/b.yaml": EXTRA_ITEM}
    book = read(write(tmp_path / "child", child))
    assert list(book.items) == ["T-1", "T-2"]
    assert book.policy.look_back.years == 2
    assert book.name == "child"


def test_a_fault_in_the_policy_is_shown_where_the_policy_stands(tmp_path: Path) -> None:
    write(tmp_path / "parent", changed("rulebook.yaml", '"[0.7..1]"', '"[0.7..2]"'))
    child = dict.fromkeys(FILES, None) | {"rulebook.yaml": CHILD}
    (fault,) = faults(write(tmp_path / "child", child))
    assert fault.startswith("parent/rulebook.yaml:9 · 位置 policy.grades.ranged.heavier · ")


def test_a_child_may_not_silently_redefine(tmp_path: Path) -> None:
    write(tmp_path / "parent")
    folder = write(tmp_path / "child", {"rulebook.yaml": CHILD})
    shown = faults(folder)
    assert len(shown) == 8  # two sources, four facts, one rule, one item
    assert all("编号重复" in fault for fault in shown)


def test_a_parent_reached_on_two_ways_is_read_once(tmp_path: Path) -> None:
    none = dict.fromkeys(FILES, None)
    write(tmp_path / "base")
    for name in ("left", "right"):
        write(tmp_path / name, none | {"rulebook.yaml": CHILD.replace("parent", "base")})
    both = CHILD.replace("[parent]", "[left, right]")
    book = read(write(tmp_path / "child", none | {"rulebook.yaml": both}))
    assert list(book.items) == ["T-1"]


@pytest.mark.parametrize("length", [1, 2, 5])
def test_a_circle_of_extends_is_reported(length: int, tmp_path: Path) -> None:
    for i in range(length):
        head = HEAD + f"extends: [b{(i + 1) % length}]\n"
        write(tmp_path / f"b{i}", {"rulebook.yaml": head})
    (fault,) = faults(tmp_path / "b0")
    assert fault == f"b{length - 1}/rulebook.yaml:15 · 位置 extends[0] · 值 b0 · extends 成环"


def test_an_endless_row_of_extends_is_cut(tmp_path: Path) -> None:
    for i in range(MAX_EXTENDS + 2):
        write(tmp_path / f"b{i}", {"rulebook.yaml": HEAD + f"extends: [b{i + 1}]\n"})
    (fault,) = faults(tmp_path / "b0")
    assert f"extends 超过 {MAX_EXTENDS} 层" in fault


@pytest.mark.parametrize("parent", ["../parent", "/etc", "a/b", "."])
def test_extends_is_a_name_and_no_path(parent: str, tmp_path: Path) -> None:
    folder = write(tmp_path / "book", {"rulebook.yaml": HEAD + f"extends: ['{parent}']\n"})
    (fault,) = faults(folder)
    assert "小写字母、数字与连字符" in fault


# --- fingerprint -------------------------------------------------------------------------------


def test_the_fingerprint_depends_neither_on_the_place_nor_on_the_order_of_writing(
    tmp_path: Path,
) -> None:
    more = {f"items/{name}.yaml": EXTRA_ITEM.replace("T-2", f"T-{name.upper()}") for name in "zbma"}
    one = write(tmp_path / "one", more)
    two = tmp_path / "deep" / "two"
    for name in sorted({**FILES, **more}, reverse=True):
        (two / name).parent.mkdir(parents=True, exist_ok=True)
        (two / name).write_bytes((one / name).read_bytes())
        os.utime(two / name, (0, 0))
    assert read(one).fingerprint == read(two).fingerprint
    assert list(read(one).items) == list(read(two).items) == ["T-A", "T-B", "T-M", "T-1", "T-Z"]


@settings(max_examples=50)
@given(st.data())
def test_the_fingerprint_changes_with_any_byte(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from(sorted(FILES)))
    raw = FILES[name].encode()
    at = data.draw(st.sampled_from([i for i, b in enumerate(raw) if b == ord("\n")]))
    comment = data.draw(st.sampled_from([b" ", b" #", b"\n", "\n# 注".encode()]))
    base = tmp_path_factory.mktemp("base")
    before = read(write(base / "a")).fingerprint
    after = read(write(base / "b", {name: raw[:at] + comment + raw[at:]})).fingerprint
    assert before != after


def test_the_fingerprint_knows_which_file_holds_what(tmp_path: Path) -> None:
    a = read(write(tmp_path / "a"))
    renamed = {"items/road.yaml": None, "items/roads.yaml": FILES["items/road.yaml"]}
    assert a.fingerprint != read(write(tmp_path / "b", renamed)).fingerprint


# --- errors ------------------------------------------------------------------------------------


def test_an_error_survives_pickling_and_is_cut_when_long() -> None:
    problems = [Problem(Path("x"), i, "a.b", "v", "m") for i in range(1, MOST_SHOWN + 11)]
    error = RulebookError(problems)
    assert len(str(error).splitlines()) == MOST_SHOWN + 2
    assert "另有 10 处" in str(error)
    again = pickle.loads(pickle.dumps(error))
    assert (again.problems, str(again)) == (error.problems, str(error))


def test_a_value_cannot_steer_the_terminal_or_break_the_line() -> None:
    problem = Problem(Path("x\n.yaml"), 1, "a\x1b[2J", "v\r\n" + "w" * 200, "m")
    assert str(problem).isprintable()
    assert len(str(problem)) < 150


def test_did_you_mean_offers_only_what_is_near() -> None:
    assert did_you_mean("titel", ["title", "code"]) == "title"
    assert did_you_mean("xyz", ["title", "code"]) is None
    assert did_you_mean("x", []) is None
    assert did_you_mean("t" * 10**6, ["title"]) is None
