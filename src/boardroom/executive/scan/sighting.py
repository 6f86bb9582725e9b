"""``Sighting``: one series that left its expected range. Made by ``executive.scan.scanner``."""

from dataclasses import dataclass
from datetime import date

from boardroom.analysis.panel.scan import Episode
from boardroom.executive.scan.panel_reading import Reading
from boardroom.insight.period_text import days_text, period_text
from boardroom.semantic.result import Period


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

    @property
    def when(self) -> str:
        """Its days, or months, in words."""
        if self.reading.panel.step == "month":
            return period_text(Period(start=self.first_day, end=self.last_day, complete=True))
        return days_text(self.first_day, self.last_day)
