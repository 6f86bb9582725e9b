"""The small shop, made once per module."""

import pytest

from boardroom.ask.asker import Asker
from tests.unit.ask.shop_data import open_shop


@pytest.fixture(scope="module")
def asker(tmp_path_factory: pytest.TempPathFactory) -> Asker:
    """Asks about the small shop."""
    return open_shop(tmp_path_factory.mktemp("shop"))
