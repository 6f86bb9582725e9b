"""One metric of a workspace, judged by a method the user names. Called by the command line."""

from datetime import date
from typing import TYPE_CHECKING

from boardroom.analysis.anomaly.method import Method
from boardroom.executive.judging import judge
from boardroom.insight.judgement import Judgement

if TYPE_CHECKING:
    from boardroom.workspace.workspace import Workspace


def judge_metric(
    workspace: "Workspace", metric: str, method: Method, *, as_of: date | None
) -> Judgement:
    """What the method flags in the metric's last year. Raises: NotFoundError, QueryError."""
    with workspace.context(as_of=as_of) as context:
        return judge(context, metric, method, workspace.notebook)
