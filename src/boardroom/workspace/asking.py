"""Questions in plain words to one workspace, alone or as turns of a conversation.

A ``Desk`` reads the names of the model once and answers from then on; whoever asks often keeps it.
Called by the command line.
"""

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from boardroom.ask.asker import Asker
from boardroom.ask.conversation.orchestrator import Telemetry
from boardroom.ask.conversation.outside import DepartmentBoard, Outside
from boardroom.ask.conversation.session import Session
from boardroom.ask.conversation.team import orchestrate
from boardroom.ask.conversation.verified import VerifiedQuestion
from boardroom.ask.lexicon import Lexicon
from boardroom.errors import UsageError
from boardroom.semantic.result import Caveat
from boardroom.workspace.advising import advice_of
from boardroom.workspace.config import yaml_memory
from boardroom.workspace.kin import open_kinship
from boardroom.workspace.page_history import spoken
from boardroom.workspace.question_file import FILE_NAME, add_question, read_questions
from boardroom.workspace.session_book import UNUSED, SessionBook

if TYPE_CHECKING:
    from collections.abc import Sequence

    from boardroom.analysis.anomaly.method import Method
    from boardroom.analysis.forecasting.forecast import Asked as Series
    from boardroom.analysis.forecasting.forecast import NoForecast, SeriesForecast
    from boardroom.ask.answer import Answer
    from boardroom.insight.judgement import Judgement
    from boardroom.insight.model import Report
    from boardroom.semantic.query import Query
    from boardroom.store.session_cache import SessionCache
    from boardroom.store.session_store import SessionStore
    from boardroom.workspace.workspace import Workspace


class Desk:
    """Answers questions to one open workspace.

    Attributes:
        sessions: the conversations of who asks.
        telemetry: what the agents did since it was opened.
        problems: what is wrong with verified questions that are not used.
    """

    def __init__(self, workspace: "Workspace") -> None:
        self._workspace = workspace
        self._metrics = workspace.metrics().in_currency(workspace.config.currency)
        self._lexicon = Lexicon(spoken(self._metrics.model))
        self.sessions = SessionBook(self._store, clock=workspace.clock, cache=self._cache())
        self._kinship = open_kinship(self._metrics.model, workspace.private / "kin")
        self.telemetry = Telemetry()
        self._outside = Outside(
            explain=self._explain,
            judge=self._judge,
            predict=self._predict,
            boards=self._boards,
            advise=advice_of(workspace),
        )
        self._read_questions()

    def ask(
        self, question: str, *, session: str | None = None, as_of: date | None = None
    ) -> "Answer":
        """Answer one turn.

        Args:
            question: what is asked.
            session: the conversation it belongs to; None = it stands alone.
            as_of: «today»; None = the workspace's, else by the clock.

        Raises:
            UsageError: the question is empty or too long, or the session has no name.
            BoardroomError: the data cannot be read.
        """
        if session is None:
            found, _ = self.turn(question, Session(id=""), as_of=as_of)
            return replace(found, session_id=None)
        found = self.sessions.change(
            session, lambda before: self.turn(question, before, as_of=as_of)
        )
        problem = self.sessions.problem
        if problem is None:
            return found
        text = f"This conversation is kept in memory only: {problem}."
        return replace(found, caveats=(*found.caveats, Caveat(kind="session", text=text)))

    def turn(
        self, question: str, session: Session, *, as_of: date | None = None
    ) -> "tuple[Answer, Session]":
        """Answer one turn of a conversation that the caller keeps. Raises as ``ask``."""
        day = as_of or self._workspace.config.as_of or self._metrics.today
        with self._metrics.held() as held:
            agents = orchestrate(
                Asker(metrics=held, lexicon=self._lexicon, kinship=self._kinship),
                self._outside,
                verified=self._verified,
                telemetry=self.telemetry,
            )
            return agents.ask(
                question, session=session, principal=self._workspace.principal, as_of=day
            )

    def teach(self, question: str, query: "Query", *, owner: str) -> VerifiedQuestion:
        """Keep the answer to a question for good, once the model bears it.

        Raises:
            UsageError: the question has no words, or nobody owns it.
            QueryError: the query cannot be answered.
            ModelError: ``questions.yml`` cannot be added to.
        """
        if not owner.strip():
            raise UsageError("nobody owns the answer", hint="Say who does: --owner NAME")
        self._bear(query)
        entry = VerifiedQuestion(
            question=question, query=query, owner=owner.strip(), verified_on=self._metrics.today
        )
        add_question(self._workspace.folder / FILE_NAME, entry)
        self._read_questions()
        return entry

    def _read_questions(self) -> None:
        folder = self._workspace.folder
        self._verified = read_questions(
            folder / FILE_NAME, bear=self._bear, memory=yaml_memory(folder)
        )
        self.problems = self._verified.problems

    def _bear(self, query: "Query") -> None:
        self._metrics.check(query, principal=self._workspace.principal)

    def _store(self) -> "SessionStore":
        from boardroom.store.session_store import SessionStore

        workspace = self._workspace
        user = workspace.principal.id
        return SessionStore(workspace.state, workspace=workspace.config.name, user=user)

    def _cache(self) -> "SessionCache | None":
        url = self._workspace.settings.redis_url
        if not url:
            return None
        from boardroom.store.session_cache import SessionCache

        user, name = self._workspace.principal.id, self._workspace.config.name
        return SessionCache(url, workspace=name, user=user, kept=UNUSED)

    def _explain(self, metric: str, time_range: str | None, as_of: date) -> "Report":
        from boardroom.executive.explain.explainer import Asking

        asking = Asking(metric=metric, time_range=time_range)
        return self._workspace.explain(asking, as_of=as_of)

    def _judge(self, metric: str, method: "Method", as_of: date) -> "Judgement":
        from boardroom.workspace.judging import judge_metric

        return judge_metric(self._workspace, metric, method, as_of=as_of)

    def _boards(self) -> "Sequence[DepartmentBoard]":
        return [
            DepartmentBoard(name=item.pack.name, title=item.pack.title, metrics=item.metrics)
            for item in self._workspace.packs.departments
        ]

    def _predict(self, asked: "Series") -> "SeriesForecast | NoForecast":
        return self._workspace.forecasts.forecast(asked)
