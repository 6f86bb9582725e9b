"""The repository builds the same anywhere: pinned by hash, few recipes, nothing of one machine."""

import itertools
import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.architecture.tree import ROOT, repository_files

LOCKS = ("requirements.lock", "requirements-spark.lock", "requirements-embeddings.lock")
MOST_RECIPES = 10
# Written in pieces, so that this file does not contain what it forbids.
MACHINE_PATHS = re.compile(
    "|".join(["/" + "root/", "/" + "work/(main|shared)", "/" + "opt/(pypi|wheels)", "/" + "home/"])
)
REGISTRY_HOSTS = re.compile(
    "|".join(
        [r"pypi\." + "org", r"pythonhosted\." + "org", r"npmjs\." + "org", r"debian\." + "org"]
    )
)


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_pins_everything_by_hash_and_names_no_host(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    assert "/" not in text
    requirements = re.split(r"\n(?=\S)", text.strip())
    assert all("==" in entry and "--hash=sha256:" in entry for entry in requirements)


def test_the_locks_satisfy_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    asked = list(project["project"]["dependencies"]) + list(project["build-system"]["requires"])
    asked += [
        text for extra in project["project"]["optional-dependencies"].values() for text in extra
    ]
    groups = project["dependency-groups"].values()
    asked += [text for group in groups for text in group if isinstance(text, str)]
    pinned = {
        canonicalize_name(found): version
        for name in LOCKS
        for found, version in re.findall(
            r"^([\w.-]+)==([^\s;]+)", (ROOT / name).read_text("utf-8"), re.MULTILINE
        )
    }
    wrong = [
        text
        for requirement, text in ((Requirement(text), text) for text in asked)
        if not requirement.specifier.contains(pinned.get(canonicalize_name(requirement.name), "0"))
    ]
    assert not wrong, f"run `make lock`: {wrong}"


def test_the_makefile_has_few_recipes_of_one_line() -> None:
    lines = (ROOT / "Makefile").read_text("utf-8").splitlines()
    recipes = [i for i, line in enumerate(lines) if line.startswith("\t")]
    assert len(recipes) <= MOST_RECIPES
    assert all(b - a > 1 for a, b in itertools.pairwise(recipes))


def test_no_file_names_one_machine_or_registry() -> None:
    found = []
    for path in repository_files():
        try:
            text = path.read_text("utf-8")
        except UnicodeDecodeError:
            continue
        for pattern in (MACHINE_PATHS, REGISTRY_HOSTS):
            found += [f"{path.relative_to(ROOT)}: {match[0]}" for match in pattern.finditer(text)]
    assert not found, "\n".join(found)


def test_every_ruff_ignore_gives_its_reason() -> None:
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    block = re.search(r"^ignore = \[\n(.*?)^\]", text, re.MULTILINE | re.DOTALL)
    assert block
    entries = block[1].strip().splitlines()
    assert len(entries) <= MOST_RECIPES
    assert all(re.search(r'^\s*"\w+", # \w+', entry) for entry in entries)
