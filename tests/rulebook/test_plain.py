"""YAML as plain data: what is read, what is refused, and where it stands."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from discretion.rulebook.errors import RulebookError
from discretion.rulebook.load import rules_folder
from discretion.rulebook.plain import MAX_BYTES, MAX_DEPTH, RuleText, format_path

NO_TAGS = "不允许使用类型标签，请删去"
SYNTAX = "YAML 语法错误"
LEFT_OVER = "这里多出了内容；请核对缩进，冒号后空一格"
SHIPPED = sorted(rules_folder().glob("**/*.yaml"))


def text_of(raw: str | bytes) -> RuleText:
    return RuleText(Path("x.yaml"), raw if isinstance(raw, bytes) else raw.encode())


def data_of(raw: str | bytes) -> Any:
    return text_of(raw).data


def refusal(raw: str | bytes) -> str:
    with pytest.raises(RulebookError) as caught:
        data_of(raw)
    assert len(caught.value.problems) == 1
    return str(caught.value.problems[0])


@pytest.mark.parametrize(
    ("scalar", "value"),
    [
        ("true", True),
        ("false", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("5", 5),
        ("-5", -5),
        ("0", 0),
        ("0.5", 0.5),
        ("-12.50", -12.5),
        # Everything else is text: no YAML 1.1 truth values, octals, sexagesimals or dates.
        ("yes", "yes"),
        ("No", "No"),
        ("on", "on"),
        ("True", "True"),
        ("NULL", "NULL"),
        ("007", "007"),
        ("+5", "+5"),
        ("0x10", "0x10"),
        ("1_000", "1_000"),
        ("1e3", "1e3"),
        (".5", ".5"),
        ("5.", "5."),
        (".inf", ".inf"),
        (".nan", ".nan"),
        ("12:30:45", "12:30:45"),
        ("2024-01-01", "2024-01-01"),
        ("-", ["-"]),
        ("９", "９"),
        ("9999999999999999999", "9999999999999999999"),
        ('"5"', "5"),
        ("'true'", "true"),
        ("|\n  一\n  二\n", "一\n二\n"),
        (">\n  one\n  two\n", "one two\n"),
    ],
)
def test_scalars(scalar: str, value: object) -> None:
    if scalar == "-":
        scalar, value = '"-"', "-"
    read = data_of(f"a: {scalar}")["a"]
    assert read == value
    assert type(read) is type(value)


def test_byte_order_mark_and_windows_lines_are_read() -> None:
    assert data_of("\ufeffa: 1\r\nb:\r\n  - 二\r\n".encode()) == {"a": 1, "b": ["二"]}


@pytest.mark.parametrize("raw", ["", " \n", "# 只有注释\n", "---\n", "null\n"])
def test_an_empty_file_is_refused(raw: str) -> None:
    assert refusal(raw) == "x.yaml · 文件是空的；请写入内容或删去文件"


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        (b"a: 1\nb: \xb2\xe2\xca\xd4\n", "x.yaml:2 · 值 字节 b2 · 不是 UTF-8 编码；请另存为 UTF-8"),
        ("a: 1\n".encode("utf-16"), "x.yaml:1 · 值 字节 ff · 不是 UTF-8 编码；请另存为 UTF-8"),
        (b"a: 1\nb: x\0y\n", "x.yaml:2 · 值 U+0000 · 不允许使用控制字符，请删去"),
        (b"a: \x1b[31m\n", "x.yaml:1 · 值 U+001B · 不允许使用控制字符，请删去"),
        (b'a: "\\e[31m"\n', "x.yaml:1 · 位置 a · 值 U+001B · 不允许使用控制字符，请删去"),
        (b'a: "\\0"\n', "x.yaml:1 · 位置 a · 值 U+0000 · 不允许使用控制字符，请删去"),
        (b"a: &x 1\n", "x.yaml:1 · 位置 a · 值 &x · 不允许使用锚点（&），请把内容写全"),
        (b"&x a: 1\n", "x.yaml:1 · 值 &x · 不允许使用锚点（&），请把内容写全"),
        (b"- &x [1]\n", "x.yaml:1 · 位置 [0] · 值 &x · 不允许使用锚点（&），请把内容写全"),
        (b"a: *x\n", "x.yaml:1 · 位置 a · 值 *x · 不允许使用别名（*），请把内容写全"),
        (b"a: !!int '5'\n", f"x.yaml:1 · 位置 a · 值 tag:yaml.org,2002:int · {NO_TAGS}"),
        (b"a: ! x\n", f"x.yaml:1 · 位置 a · 值 ! · {NO_TAGS}"),
        (b"a: !x {}\n", f"x.yaml:1 · 位置 a · 值 !x · {NO_TAGS}"),
        (b"a: !x []\n", f"x.yaml:1 · 位置 a · 值 !x · {NO_TAGS}"),
        (b"{a: 1, 'a': 2}", "x.yaml:1 · 位置 a · 值 a · 键重复，后者会覆盖前者；请删去一处"),
        (b"1: x\n'1': y\n", "x.yaml:2 · 位置 1 · 值 1 · 键重复，后者会覆盖前者；请删去一处"),
        (b"? {a: 1}\n: 2\n", "x.yaml:1 · 键须是简单文本"),
        (b"a: 1\n...\nb: 2\n", f"x.yaml:3 · 值 b: 2 · {SYNTAX}：{LEFT_OVER}"),
        (b"a: 1\n---\nb: 2\n", "x.yaml:2 · 值 --- · 一个文件只写一份文档；请删去多余的 ---"),
        (b"a:\n  - b\n\t- c\n", f"x.yaml:3 · 值 - c · {SYNTAX}：缩进只用空格，不用制表符 Tab"),
        (b"a: 'x\n\n\n", f"x.yaml:1 · 值 a: 'x · {SYNTAX}：引号没有成对：文件已到结尾"),
        (b"a: [1,\n2\n", f"x.yaml:1 · 值 a: [1, · {SYNTAX}：方括号没有成对，或各项之间缺少逗号"),
        (b'a: "\\ud800"', f'x.yaml:1 · 值 a: "\\ud800" · {SYNTAX}：双引号内的 \\u 写法不是字符'),
    ],
)  # fmt: skip
def test_refusals_name_line_path_and_value(raw: bytes, shown: str) -> None:
    assert refusal(raw) == shown


@pytest.mark.parametrize("unit", ["- ", "[a, ", "{a: ", "[", "? ", "- ? "])
def test_deep_nesting_is_refused_and_never_overflows_a_stack(unit: str) -> None:
    # libyaml's composer recurses in C: a file like this would end the whole process.
    assert refusal(unit * 100_000).startswith("x.yaml:")


def test_depth_is_allowed_up_to_the_limit() -> None:
    assert data_of("[" * MAX_DEPTH + "]" * MAX_DEPTH) is not None
    assert f"嵌套超过 {MAX_DEPTH} 层" in refusal("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1))


@pytest.mark.parametrize("levels", [3, 9, 25])
def test_an_alias_bomb_is_refused_at_its_first_anchor(levels: int) -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, levels)]
    assert refusal("\n".join(lines)).startswith("x.yaml:1 · 位置 a0 · 值 &a0 ")


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    big = tmp_path / "big.yaml"
    big.write_bytes(b"a" * (MAX_BYTES + 1))
    faults = {
        tmp_path / "none.yaml": "没有这个文件",
        tmp_path: "这是文件夹，不是文件",
        big: f"文件超过上限 {MAX_BYTES} 字节",
    }
    for file, message in faults.items():
        with pytest.raises(RulebookError, match=message) as caught:
            RuleText.read(file)
        assert str(file) in str(caught.value)


def test_find_gives_the_line_of_a_value_or_of_its_nearest_ancestor() -> None:
    text = text_of("a:\n  - b: 1\n    c:\n      d: 2\n  - 3\n")
    assert text.find(("a", 0, "c", "d")) == (4, ("a", 0, "c", "d"))
    assert text.find(("a", 1)) == (5, ("a", 1))
    assert text.find(("a", 0, "tag-of-a-union", "c")) == (3, ("a", 0, "c"))
    assert text.find(("a", 7, "x")) == (1, ("a",))
    assert text.find(()) == (1, ())
    assert format_path(("a", 0, "c", "d")) == "a[0].c.d"


def naive(node: yaml.Node) -> Any:
    """The same data read slowly, from PyYAML's own tree and by regular YAML 1.1 resolution."""
    if isinstance(node, yaml.MappingNode):
        return {key.value: naive(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [naive(value) for value in node.value]
    kind = node.tag.rpartition(":")[2]
    if kind in ("int", "float", "bool", "null"):
        return json.loads(node.value or "null")
    return node.value


@pytest.mark.parametrize("file", SHIPPED, ids=lambda f: f"{f.parent.name}/{f.stem}")
def test_shipped_files_read_as_a_pure_python_parser_reads_them(file: Path) -> None:
    if file.stat().st_size > 20_000:
        pytest.skip("the slow parser takes too long over a large file")
    root = yaml.compose(file.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    assert root is not None
    assert RuleText.read(file).data == naive(root)


plain_text = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=8)
plain_data = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**17), 10**17) | plain_text,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(plain_text, inner, max_size=4),
    max_leaves=20,
).filter(lambda data: data is not None)


@given(plain_data)
def test_what_any_emitter_writes_is_read_back(data: Any) -> None:
    merge = "<<"
    written = json.dumps(data, ensure_ascii=False)
    if merge not in written:
        assert data_of(written) == data
        assert data_of(yaml.safe_dump(data, allow_unicode=True)) == data


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    text = text_of(raw)
    try:
        text.data  # noqa: B018
    except RulebookError as error:
        problems = error.problems
    else:
        problems = ()
    assert all(str(problem).isprintable() for problem in problems)
