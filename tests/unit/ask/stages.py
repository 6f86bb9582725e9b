"""Halls and their shows, whose columns all begin with the mark of their table."""

from datetime import date
from pathlib import Path

from boardroom.ask.asker import Asker
from boardroom.ask.lexicon import Lexicon
from boardroom.governance.policy import OPEN_POLICY
from boardroom.semantic.model_file import parse_model
from tests.unit.ask.shop_data import TODAY, columns_of
from tests.unit.executive.world import make_service

MODEL = parse_model(
    """
version: "0.2.0.dev0"
semantic_model:
  - name: stages
    datasets:
      - name: towns
        source: towns
        primary_key: [code]
        fields:
          - {name: code, expression: code, datatype: String, role: dimension}
          - {name: town_name, expression: town_name, datatype: String, role: dimension,
             ai_context: {synonyms: [name]}}
      - name: halls
        source: halls
        primary_key: [hl_id]
        fields:
          - {name: hl_id, expression: hl_id, datatype: Integer, role: key}
          - {name: hl_name, expression: hl_name, datatype: String, role: attribute}
          - {name: hl_plate_no, expression: hl_plate_no, datatype: String, role: attribute}
          - {name: hl_town, expression: hl_town, datatype: String, role: key}
          - {name: hl_capacity, expression: hl_capacity, datatype: Integer, role: measure}
          - {name: hl_kind, expression: hl_kind, datatype: String, role: dimension,
             values: [club, arena]}
      - name: shows
        source: shows
        primary_key: [sh_id]
        time: sh_date
        fields:
          - {name: sh_id, expression: sh_id, datatype: Integer, role: key}
          - {name: sh_hall, expression: sh_hall, datatype: Integer, role: key}
          - {name: sh_date, expression: sh_date, datatype: Date, role: time}
    relationships:
      - {name: in_town, from: halls, to: towns, from_columns: [hl_town], to_columns: [code]}
      - {name: in_hall, from: shows, to: halls, from_columns: [sh_hall], to_columns: [hl_id]}
    metrics:
      - {name: halls, expression: COUNT(*), dataset: halls, unit: count}
      - {name: shows, expression: COUNT(*), dataset: shows, unit: count}
""",
    origin="stages.yml",
)
TOWNS = [("B", "Bern"), ("L", "Lund")]
HALLS = [
    (1, "Orion", "P1", "B", 300, "club"),
    (2, "Astra", "P2", "B", 900, "arena"),
    (3, "Vega", "P3", "L", 80, "club"),
]
SHOWS = [(n, hall, date(2026, 5, n)) for n, hall in enumerate([1, 1, 2, 3, 3, 3], 1)]


def open_stages(folder: Path) -> Asker:
    """An asker of the stages, its lake in ``folder``."""
    tables = {
        "towns": columns_of("code town_name", TOWNS),
        "halls": columns_of("hl_id hl_name hl_plate_no hl_town hl_capacity hl_kind", HALLS),
        "shows": columns_of("sh_id sh_hall sh_date", SHOWS),
    }
    metrics = make_service(folder, tables, model=MODEL, today=TODAY, policy=OPEN_POLICY)
    return Asker(metrics=metrics, lexicon=Lexicon(MODEL))
