"""Strict JSON is read as any other reader would, and everything else is refused with its place and mend."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kling3_openapi.errors import Kling3Error
from kling3_openapi.strict_json import MAX_DEPTH, MAX_DIGITS, StrictJsonError, parse

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(), inner, max_size=5),
    max_leaves=20,
)

GRAMMAR = [
    (b"", 1, 1, "the body is empty"),
    (b" \r\n\t", 1, 1, "the body is empty"),
    (b"{} x", 1, 4, "expected nothing more after the value, found 'x'"),
    (b"{}{}", 1, 3, "expected nothing more after the value, found '{'"),
    (b'{"a" 1}', 1, 6, "expected ':' after the name, found '1'"),
    (b'{"a"', 1, 5, "expected ':' after the name, found the end of the body"),
    (b"[1 2]", 1, 4, "expected ',' or a closing bracket, found '2'"),
    (b"[", 1, 2, "expected a value, found the end of the body"),
    (b"{'a': 1}", 1, 2, "strings stand in double quotes"),
    (b"{a: 1}", 1, 2, "expected a name in double quotes, found 'a'"),
    (b'{\n "a": True}', 2, 7, "found 'True'; write true"),
    (b'{"a": undefined}', 1, 7, "write null or leave the field out"),
    (b"// a comment\n{}", 1, 1, "JSON has no comments"),
    (b'{"a": 1,}', 1, 8, "a comma before the closing bracket; remove it"),
    (b'{\n"a": [1,\n]}', 2, 8, "a comma before the closing bracket; remove it"),
    (b"[,]", 1, 2, "a comma before the closing bracket; remove it"),
    (b'{"a": "x', 1, 7, "expected a closing quote"),
    (b'"a\nb"', 1, 3, "control characters within a string to be escaped, a line break as \\n"),
    (b'"\\x41"', 1, 2, "a backslash itself as \\\\"),
    (b'"\\u12"', 1, 3, "four hexadecimal digits"),
    (b'"\\ud8zz"', 1, 3, "four hexadecimal digits"),
    (b"01", 1, 2, "expected nothing more after the value, found '1'"),
    ('{"ä": é}'.encode(), 1, 7, "expected a value, found 'é'"),
]

NO_JSON_VALUES = [
    (b"NaN", 1, "NaN is no JSON value; send a finite number"),
    (b"[Infinity]", 2, "Infinity is no JSON value"),
    (b'{"a": -Infinity}', 7, "-Infinity is no JSON value"),
    (b'{"NaN": "NaN", "b": NaN}', 21, "NaN is no JSON value"),
    (b"[1e400]", 2, "too large to be finite; send one below 1.8e308"),
    (b'{"1e400": [-1E999]}', 12, "too large to be finite"),
    (b"9" * (MAX_DIGITS + 1), 1, "the integer has 4,301 digits; send at most 4,300"),
    (b"[-" + b"9" * 100_000 + b"]", 2, "the integer has 100,000 digits"),
    (b'{"a": 1, "a": NaN}', 15, "NaN is no JSON value"),
]

HALF_PAIRS = [
    (b'"\\ud800"', 2, "\\ud800 is half of a surrogate pair; send both halves"),
    (b'"\\uDE00"', 2, "\\uDE00 is half"),
    (b'"\\ud83d!\\ude00"', 2, "\\ud83d is half"),
    (b'"\\ud83d\\ud83d\\ude00"', 2, "\\ud83d is half"),
    (b'"\\\\ud83d\\ude00"', 9, "\\ude00 is half"),
    (b'{"\\ud800": 1}', 3, "\\ud800 is half"),
    (b'"\xed\xa0\x80"', 2, "the byte 0xed is not UTF-8"),
]

ENCODINGS = [
    ("{}".encode("utf-8-sig"), 1, "begins with a byte order mark; send UTF-8 without one"),
    (b"\xef\xbb\xbf{\xff}", 1, "begins with a byte order mark"),
    ("{}".encode("utf-16"), 1, "looks like UTF-16 or UTF-32; send it in UTF-8"),
    ("{}".encode("utf-16-be"), 1, "looks like UTF-16 or UTF-32"),
    ("{}".encode("utf-16-le"), 1, "looks like UTF-16 or UTF-32"),
    ("{}".encode("utf-32"), 1, "looks like UTF-16 or UTF-32"),
    ("{}".encode("utf-32-be"), 1, "looks like UTF-16 or UTF-32"),
    ('{"ä": "é"}'.encode("latin-1"), 3, "the byte 0xe4 is not UTF-8"),
    (b'{"a": "\xc3\xa4\xff"}', 9, "the byte 0xff is not UTF-8"),
]

DEEP = [
    b"[" * 2_000 + b"]" * 2_000,
    b"[" * 100_000 + b"]" * 100_000,
    b"[" * 100_000,
    b'{"a":' * 100_000,
    b'[{"a":' * 33 + b"1" + b"}]" * 33,
    b"[" + b"[]," * 100 + b"[" * MAX_DEPTH,
]

PAIRED = [
    (b'"\\ud83d\\ude00"', "\U0001f600"),
    (b'"\\uD83D\\uDE00\\n\\u00e9"', "\U0001f600\né"),
    (b'"\\\\ud800"', "\\ud800"),
    (b'"\\\\\\ud83d\\ude00"', "\\\U0001f600"),
    ('"\U0001f600"'.encode(), "\U0001f600"),
]


@pytest.fixture
def few_digits_allowed() -> Iterator[None]:
    before = sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(640)
    yield
    sys.set_int_max_str_digits(before)


def refused(body: bytes) -> StrictJsonError:
    with pytest.raises(StrictJsonError) as caught:
        parse(body)
    return caught.value


@pytest.mark.parametrize(("body", "line", "column", "expected"), GRAMMAR)
def test_broken_grammar_is_told_with_line_and_column(body: bytes, line: int, column: int, expected: str) -> None:
    error = refused(body)
    assert (error.line, error.column) == (line, column)
    assert expected in error.reason


@pytest.mark.parametrize(("body", "column", "expected"), NO_JSON_VALUES + HALF_PAIRS + ENCODINGS)
def test_what_json_has_no_place_for_is_refused(body: bytes, column: int, expected: str) -> None:
    error = refused(body)
    assert (error.line, error.column) == (1, column)
    assert expected in error.reason


@pytest.mark.parametrize("levels", [MAX_DEPTH - 2, MAX_DEPTH, MAX_DEPTH + 2, 3 * MAX_DEPTH])
@pytest.mark.parametrize("whole", [b'[{"a":%s}]', b'{"a":[%s]}', b"[[%s]]", b'[{"\\"a":%s}]'])
def test_levels_are_counted_whatever_stands_in_which(whole: bytes, levels: int) -> None:
    body = b"1"
    for _ in range(levels // 2):
        body = whole % body
    beside = b"[" + b"[]," * MAX_DEPTH + b"%s]"
    assert _is_read(body) is (levels <= MAX_DEPTH)
    assert _is_read(beside % body) is (levels < MAX_DEPTH)


def _is_read(body: bytes) -> bool:
    try:
        parse(body)
    except StrictJsonError:
        return False
    return True


@pytest.mark.parametrize("body", DEEP)
def test_nesting_is_bounded_before_it_is_parsed(body: bytes) -> None:
    assert refused(body).reason == "lists and objects are nested deeper than 64 levels; send a flatter body"


def test_error_is_one_of_the_projects_and_names_its_place() -> None:
    error = refused(b'{\n"a": }')
    assert isinstance(error, Kling3Error)
    assert str(error) == "line 2, column 6: expected a value, found '}'"


@pytest.mark.parametrize(("body", "expected"), PAIRED)
def test_whole_surrogate_pairs_are_characters(body: bytes, expected: str) -> None:
    assert parse(body).value == expected


@pytest.mark.parametrize(
    "body",
    [
        b"[" * MAX_DEPTH + b"]" * MAX_DEPTH,
        b'["' + b"[{" * 1_000 + b'"]',
        b'["\\"' + b"[{" * 1_000 + b'\\\\"]',
        b"[" + b"[]," * 1_000 + b"[]]",
    ],
)
def test_brackets_that_do_not_nest_too_deep_are_read(body: bytes) -> None:
    assert parse(body).value == json.loads(body)


@pytest.mark.parametrize("digits", [640, 641, 1_281, MAX_DIGITS])
@pytest.mark.parametrize("sign", [b"", b"-"])
@pytest.mark.usefixtures("few_digits_allowed")
def test_long_integers_do_not_depend_on_the_interpreters_limit(digits: int, sign: bytes) -> None:
    whole = 10**digits - 1
    assert parse(sign + b"9" * digits).value == (-whole if sign else whole)


@pytest.mark.usefixtures("few_digits_allowed")
def test_integers_are_refused_by_our_limit_not_the_interpreters() -> None:
    assert "4,301 digits" in refused(b"1" * (MAX_DIGITS + 1)).reason


@pytest.mark.parametrize(
    ("body", "value", "expected"),
    [
        (b'{"a": 1, "b": 2}', {"a": 1, "b": 2}, ()),
        (b'{"a": 1, "a": 2}', {"a": 2}, ("a",)),
        (b'{"a": 1, "a": 2, "a": 3}', {"a": 3}, ("a",)),
        (b'{"a": {"b": 1, "b": 2}, "a": []}', {"a": []}, ("b", "a")),
        (b'[{"a": 1}, {"a": 2}]', [{"a": 1}, {"a": 2}], ()),
        (b'{"a": 1, "\\u0061": 2}', {"a": 2}, ("a",)),
    ],
)
def test_last_of_equal_names_wins_and_is_told(body: bytes, value: object, expected: tuple[str, ...]) -> None:
    parsed = parse(body)
    assert parsed.value == value
    assert parsed.duplicate_keys == expected


def test_duplicates_of_one_body_are_forgotten_with_the_next() -> None:
    parse(b'{"a": 1, "a": 2}')
    assert parse(b'{"a": 1}').duplicate_keys == ()


@given(value=VALUES, escaped=st.booleans(), indent=st.sampled_from([None, 2]))
def test_valid_json_is_read_as_the_standard_library_does(*, value: object, escaped: bool, indent: int | None) -> None:
    text = json.dumps(value, ensure_ascii=escaped, indent=indent)
    assert parse(f" {text}\n".encode()).value == json.loads(text)


@given(st.binary() | st.text(alphabet='{}[]",:\\ud8c019eE.-+NaInfity \n\ufeff').map(str.encode))
@example(b'"\\ud8zz"')
@example(b'"\\')
@example(b'"\\ud800')
def test_no_bytes_raise_anything_else(body: bytes) -> None:
    try:
        parsed = parse(body)
    except StrictJsonError:
        return
    assert json.dumps(parsed.value, allow_nan=False, ensure_ascii=False).encode()
