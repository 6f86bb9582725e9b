"""``Surveyor``: the agent that compares the records of every dataset. Called by the workspace."""

from dataclasses import dataclass

from boardroom.agents.context import Context
from boardroom.agents.task import Task
from boardroom.errors import BoardroomError
from boardroom.executive.survey.choosing import choose
from boardroom.executive.survey.examine import examine
from boardroom.executive.survey.reading import read_sheets
from boardroom.executive.survey.telling import tell_claims
from boardroom.insight.model import Report

SURVEYOR = "surveyor"


@dataclass(frozen=True, kw_only=True)
class Surveyor:
    """Finds shares, differences, associations, trends and telling words in the records of all
    datasets that the principal may see."""

    @property
    def name(self) -> str:
        """The one name."""
        return SURVEYOR

    @property
    def department(self) -> None:
        """Everybody's."""
        return None

    def run(self, task: Task, context: Context) -> Report:
        """The insights, most worth telling first; ``tests`` says how many claims were tested."""
        claims = []
        read = read_sheets(context)
        if context.hindered:
            raise BoardroomError("some tables could not be read; the next run tries again")
        for sheet in read.sheets:
            context.stop.check()
            claims += list(examine(sheet))
        tested = sum(claim.p_value is not None for claim in claims)
        return Report(
            title="Insights",
            as_of=context.as_of,
            insights=tell_claims(choose(claims)),
            not_available=read.not_available,
            tests={"survey": tested},
        )
