"""The five agents of one model, put together. Made by the workspace."""

from boardroom.ask.asker import Asker
from boardroom.ask.conversation.analysis_agent import AnalysisAgent
from boardroom.ask.conversation.documentation_agent import DocumentationAgent
from boardroom.ask.conversation.orchestrator import AnalyticsOrchestrator, Telemetry
from boardroom.ask.conversation.outside import Outside
from boardroom.ask.conversation.router import Router
from boardroom.ask.conversation.sql_agent import SqlAgent
from boardroom.ask.conversation.state import AgentName
from boardroom.ask.conversation.verified import VerifiedQuestions
from boardroom.ask.conversation.visualization_agent import VisualizationAgent


def orchestrate(
    asker: Asker, outside: Outside, *, verified: VerifiedQuestions, telemetry: Telemetry
) -> AnalyticsOrchestrator:
    """The five agents over one asker."""
    return AnalyticsOrchestrator(
        agents={
            AgentName.ROUTER: Router(asker=asker, verified=verified, boards=outside.boards),
            AgentName.SQL: SqlAgent(asker=asker, advise=outside.advise),
            AgentName.ANALYSIS: AnalysisAgent(asker=asker, outside=outside),
            AgentName.VISUALIZATION: VisualizationAgent(asker=asker, boards=outside.boards),
            AgentName.DOCUMENTATION: DocumentationAgent(asker=asker, read=outside.read),
        },
        telemetry=telemetry,
    )
