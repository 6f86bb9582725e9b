"""The quiet company that most tests look at, written once."""

from datetime import date

import pytest

from boardroom.simulate.company import CompanySpec
from tests.unit.simulate.company.world import World, make_world

UNTIL = date(2026, 7, 10)


@pytest.fixture(scope="session")
def quiet(tmp_path_factory: pytest.TempPathFactory) -> World:
    """A small company with nothing planted."""
    spec = CompanySpec(until=UNTIL, scale=0.1, incidents="none")
    return make_world(tmp_path_factory.mktemp("quiet") / "data", spec)
