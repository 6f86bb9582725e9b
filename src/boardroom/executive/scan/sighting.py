"""``Sighting``: one series that left its expected range. Made by ``executive.scan.scanner``."""

from dataclasses import dataclass
from datetime import date

from boardroom.analysis.panel.scan import Episode
from boardroom.executive.scan.panel_reading import Reading
from boardroom.insight.period_text import days_text, period_text
from boardroom.semantic.result import Period


@dataclass(frozen=True, kw_only=True, eq=False)
class Sighting:
    """An episode of one series; equal to itself alone."""

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
    def days(self) -> float:
        """How many days it lasts: a part of one for hours."""
        if self.reading.steps is not None:
            return self.episode.periods * self.reading.steps.minutes / 1440
        return float((self.last_day - self.first_day).days + 1)

    @property
    def begins(self) -> str:
        """Its first day, or moment, in ISO form."""
        if self.reading.steps is not None:
            moment = self.reading.steps.moment(self.episode.first)
            return moment.isoformat(timespec="minutes")
        return self.first_day.isoformat()

    @property
    def when(self) -> str:
        """Its days, hours or months, in words."""
        if self.reading.steps is not None:
            return self.reading.steps.words(self.episode.first, self.episode.last)
        if self.reading.panel.step == "month":
            return period_text(Period(start=self.first_day, end=self.last_day, complete=True))
        return days_text(self.first_day, self.last_day)
