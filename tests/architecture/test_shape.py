"""Files and functions stay small enough to read, and say in their name what they hold."""

import ast

from tests.architecture.tree import ROOT, body_lines, functions, python_files

LONGEST_MODULE = {"src": 500, "tests": 700, "tools": 500, "benchmarks": 500, "evals": 500}
LONGEST_FUNCTION = 50
EMPTY_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "misc"}


def test_no_module_is_longer_than_its_limit() -> None:
    lengths = {
        path: (len(path.read_text(encoding="utf-8").splitlines()), limit)
        for folder, limit in LONGEST_MODULE.items()
        for path in python_files(folder)
    }
    too_long = [
        f"{path.relative_to(ROOT)}: {length} lines, at most {limit}"
        for path, (length, limit) in lengths.items()
        if length > limit
    ]
    assert not too_long, "\n".join(too_long)


def test_no_function_body_is_longer_than_50_lines() -> None:
    too_long = [
        f"{path.relative_to(ROOT)}:{function.lineno}: {function.name} has {body_lines(function)}"
        for path in python_files(*LONGEST_MODULE)
        for function in functions(path)
        if body_lines(function) > LONGEST_FUNCTION
    ]
    assert not too_long, "\n".join(too_long)


def test_no_file_has_a_name_that_says_nothing() -> None:
    named = [path for path in python_files(*LONGEST_MODULE) if path.stem in EMPTY_NAMES]
    assert not named


def test_every_module_says_what_it_owns() -> None:
    silent = [
        path.relative_to(ROOT)
        for path in python_files(*LONGEST_MODULE)
        if path.stat().st_size and not ast.get_docstring(ast.parse(path.read_text("utf-8")))
    ]
    assert not silent


def test_ignored_type_errors_and_lints_name_their_code_and_reason() -> None:
    marks = ("# type: " + "ignore", "# " + "noqa")
    bare = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in python_files(*LONGEST_MODULE)
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1)
        for mark in marks
        if mark in line and "  # " not in line.split(mark, 1)[1]
    ]
    assert not bare, "give the code, then the reason after two spaces and a #:\n" + "\n".join(bare)
