"""The company that the business suite asks about: simulated, with the model an analyst made of it.

The company, its seed and its size are fixed, so that the answers of the suite are. What the
analyst wrote stands in ``business/curation.yml``: keys by item, put over the proposed model as if
they had been typed into its file. Called by the evaluation and by whoever wants to ask by hand::

    python -c "from evals.business_world import *; business_world(Path('FOLDER'))"
    boardroom ask "what was revenue last month" -w FOLDER/work
"""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
from ruamel.yaml import YAML

from boardroom.governance.principal import Principal
from boardroom.simulate.company import CompanySpec, write_company
from boardroom.workspace.creation import NewWorkspace, create_workspace
from boardroom.workspace.workspace import Workspace

AS_OF = date(2026, 7, 1)
BUSINESS = Path(__file__).resolve().parent / "business"
PRINCIPALS: Mapping[str, Principal] = {
    "executive": Principal(id="ceo", roles=frozenset({"executive"})),
    "analyst": Principal(id="analyst", roles=frozenset({"analyst"})),
    "manager": Principal(
        id="europe", roles=frozenset({"manager"}), attributes={"region": "Europe"}
    ),
}
"""Who asks; what they may see stands in the curation."""

_SPEC = CompanySpec(until=AS_OF, seed=5, scale=0.05, incidents="default")
_CURATION = BUSINESS / "curation.yml"


def business_world(folder: Path) -> Workspace:
    """The workspace in ``folder / "work"``, opened; made before unless it is there already."""
    stamp = folder / "made-of"
    wanted = hashlib.sha256(_CURATION.read_bytes() + repr(_SPEC).encode()).hexdigest()
    if not stamp.is_file() or stamp.read_text("utf-8") != wanted:
        _make(folder)
        stamp.write_text(wanted, "utf-8")
    return Workspace.open(folder / "work")


def raw_tables(folder: Path) -> duckdb.DuckDBPyConnection:
    """The files of the company as views, under their names; see ``business/tables.sql``."""
    connection = duckdb.connect()
    connection.execute("CREATE SCHEMA files")
    for path in sorted((folder / "data").glob("*.parquet")):
        connection.execute(f"CREATE VIEW files.{path.stem} AS FROM read_parquet('{path}')")
        connection.execute(f"CREATE VIEW {path.stem} AS FROM files.{path.stem}")
    connection.execute((BUSINESS / "tables.sql").read_text("utf-8"))
    return connection


def _make(folder: Path) -> None:
    write_company(folder / "data", _SPEC)
    wanted = NewWorkspace(locations=[str(folder / "data")], name="Company")
    with create_workspace(folder / "work", wanted, progress=lambda _: None):
        pass
    curation = _read(_CURATION)
    settings = folder / "work" / "boardroom.yml"
    _dump({**_read(settings), **curation["workspace"]}, settings)
    (model,) = (folder / "work" / "models").glob("*.yml")
    content = _read(model)
    curate(content["semantic_model"][0], curation)
    _dump(content, model)


def curate(model: dict[str, Any], curation: Mapping[str, Any]) -> None:
    """Put what the analyst wrote over a proposed model, in place.

    Raises:
        KeyError: the model has no such item.
    """
    datasets = {item["name"]: item for item in model["datasets"]}
    metrics = {item["name"]: item for item in model["metrics"]}
    for name, keys in curation["datasets"].items():
        _edit(datasets[name], keys)
    for reference, keys in curation["fields"].items():
        dataset, _, name = reference.partition(".")
        _edit(_named(datasets[dataset]["fields"], name), keys)
    for name, keys in curation["metrics"].items():
        if name not in metrics:
            model["metrics"].append({"name": name, "expression": keys["expression"]})
        _edit(metrics.get(name, model["metrics"][-1]), keys)


def _named(items: Iterable[dict[str, Any]], name: str) -> dict[str, Any]:
    return {item["name"]: item for item in items}[name]


def _edit(item: dict[str, Any], keys: Mapping[str, Any]) -> None:
    """What a person has looked at needs no reason of the proposal any more."""
    item.update(keys)
    item.pop("confidence", None)


def _read(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = YAML(typ="safe").load(path.read_text("utf-8"))
    return content


def _dump(content: Mapping[str, Any], path: Path) -> None:
    yaml = YAML()
    with path.open("w", encoding="utf-8") as file:
        yaml.dump(content, file)
