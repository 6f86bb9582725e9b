"""What a pack's playbook says to an insight. Called by the analysts and the summary."""

from collections.abc import Iterable
from dataclasses import replace

from boardroom.executive.pack import Pack, Play
from boardroom.insight.model import Insight


def advise(insights: Iterable[Insight], pack: Pack) -> Iterable[Insight]:
    """The insights, bad ones with what the playbook recommends."""
    for item in insights:
        play = find_play(item, pack)
        yield item if play is None else replace(item, recommendation=play.action)


def find_play(insight: Insight, pack: Pack) -> Play | None:
    """The play for an insight: that of its level before the general one; None = none."""
    if insight.assessment != "bad" or insight.kind in {"contributors", "data_quality"}:
        return None
    own = {play.when: play for play in pack.playbook if play.metric == insight.metric}
    for when in (insight.level, "warning" if insight.level == "critical" else None, "bad"):
        if when is not None and when in own:
            return own[when]
    return None
