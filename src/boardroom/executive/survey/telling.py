"""From chosen claims to insights: words, scores, evidence. Called by
``executive.survey.surveyor``."""

from collections.abc import Sequence
from dataclasses import replace

from boardroom.executive.finding import insight_id
from boardroom.executive.survey.claim import Claim
from boardroom.executive.survey.inside import inside
from boardroom.insight.inside_wording import with_edges, with_inside
from boardroom.insight.model import Assessment, Evidence, Insight
from boardroom.insight.wording import assess
from boardroom.semantic.result import Caveat

_STEP = 1e-6


def tell_claims(claims: Sequence[Claim]) -> tuple[Insight, ...]:
    """The insights of claims in their order; scores never rise along it."""
    insights: list[Insight] = []
    for claim in claims:
        item = _insight(claim)
        if insights and item.score >= insights[-1].score:
            least = insights[-1].score - _STEP
            parts = {
                **item.score_parts,
                "novelty": item.score_parts["novelty"] * least / item.score,
            }
            item = replace(item, score=least, score_parts=parts)
        insights.append(item)
    return tuple(insights)


def _insight(claim: Claim) -> Insight:
    lines = tuple(inside(claim))
    edges = claim.focus[0].edges if claim.focus is not None else ()
    sentence = with_edges(with_inside(claim.say(), lines), [*claim.edges, *edges])
    sheet, result = claim.sheet, claim.sheet.result
    about = ",".join(sorted(claim.about))
    told = ",".join(str(value) for value in claim.subject.values())
    name = claim.amount.metric if claim.amount else sheet.metric
    return Insight(
        id=insight_id(claim.kind, sheet.dataset, ":".join(filter(None, (about, told, claim.form)))),
        kind=claim.kind,
        metric=name,
        title=sentence.title,
        text=sentence.text,
        numbers=sentence.numbers,
        names=sentence.names,
        evidence=Evidence(
            query=claim.query,
            sql="",
            period=result.period,
            model_version=result.model_version,
            data_version=result.data_version,
            freshness=result.freshness,
        ),
        subject=dict(claim.subject),
        assessment=_assessment(claim),
        uncertainty=sentence.uncertainty,
        caveats=_caveats(claim, deeper=bool(lines)),
        score=claim.score,
        score_parts=dict(claim.parts),
        p_value=claim.p_value,
        effect=claim.effect,
    )


def _assessment(claim: Claim) -> Assessment:
    if claim.kind == "course" and claim.amount is None:
        return assess(float(claim.way), claim.sheet.direction)
    if claim.kind in {"difference", "course"} and claim.amount is not None:
        return assess(float(claim.way), claim.amount.direction)
    return "neutral"


def _caveats(claim: Claim, *, deeper: bool) -> tuple[Caveat, ...]:
    sheet = claim.sheet
    found = []
    if sheet.sample is not None:
        text = f"From a sample of {sheet.records:,} of {sheet.whole:,} records; counts are of it."
        found.append(Caveat(kind="sample", text=text))
    if deeper:
        text = "What holds inside it is computed over the same records, grouped further."
        found.append(Caveat(kind="computed", text=text))
    if claim.computed:
        found.append(Caveat(kind="computed", text=claim.computed))
    return tuple(found)
