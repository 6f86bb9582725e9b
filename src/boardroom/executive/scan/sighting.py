"""``Sighting``: one series that left its expected range. Made by ``executive.scan.scanner``."""

from dataclasses import dataclass
from datetime import date

from boardroom.analysis.panel.scan import Episode
from boardroom.executive.scan.panel_reading import Reading


@dataclass(frozen=True, kw_only=True)
class Sighting:
    """An episode of one series."""

    reading: Reading
    value: object
    episode: Episode

    @property
    def first_day(self) -> date:
        """Its first day."""
        return self.reading.day(self.episode.first)

    @property
    def last_day(self) -> date:
        """Its last day."""
        return self.reading.last_day(self.episode.last)
