"""The company of months, made once per module."""

import pytest

from boardroom.ask.asker import Asker
from tests.unit.ask.conversation.months import open_months


@pytest.fixture(scope="module")
def months(tmp_path_factory: pytest.TempPathFactory) -> Asker:
    """Asks about the company of months."""
    return open_months(tmp_path_factory.mktemp("months"))
