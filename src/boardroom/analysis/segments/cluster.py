"""Groups of customers that are alike, said in words; none where there are none.

Called by whoever describes customers. scikit-learn is imported where it is used.
"""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass

import numpy as np

from boardroom.analysis.segments.purchase import Floats, Places

FEWEST_CUSTOMERS = 60
_MOST_CLUSTERS = 6
_LEAST_SILHOUETTE = 0.25
"""Less says that no structure was found (L. Kaufman and P. J. Rousseeuw, Finding Groups in Data,
1990, table 4)."""

_LEAST_GAIN = 0.1
"""Groups are clearer by this silhouette than those cut from one cloud of the same correlations."""

_AS_GOOD = 0.05
"""Of numbers of groups whose silhouettes differ by less, the smallest is taken."""

_LEAST_STABILITY = 0.8
_LEAST_SHARE = 0.03
_DRAWS = 4
_SAMPLE = 2000
_SEED = 0
_DISTINCT = 0.5
"""A trait lies at least half a standard deviation from the mean of all."""

_MOST_TRAITS = 3


@dataclass(frozen=True, kw_only=True)
class Trait:
    """What sets a cluster apart: its median of a feature against that of all.

    Attributes:
        distance: of the cluster's mean from that of all, in standard deviations.
    """

    feature: str
    distance: float
    median: float
    usual: float

    @property
    def text(self) -> str:
        """Such as «high orders»."""
        return f"{'high' if self.distance > 0 else 'low'} {self.feature}"


@dataclass(frozen=True, kw_only=True)
class Cluster:
    """One group, with its traits, the most distinguishing first."""

    size: int
    share: float
    traits: tuple[Trait, ...]

    @property
    def text(self) -> str:
        """Its traits in words."""
        return ", ".join(item.text for item in self.traits) or "close to the average"


@dataclass(frozen=True, kw_only=True)
class Clustering:
    """Groups of customers.

    Attributes:
        places: each customer's place in ``clusters``, largest first; empty where there are none.
        silhouette: how far apart they lie, −1 to 1; ``stability`` how alike two draws group the
            same customers (adjusted Rand index).
        why: why there are none; empty when there are some.
    """

    places: Places
    clusters: tuple[Cluster, ...]
    silhouette: float
    stability: float
    why: str = ""


def cluster_customers(features: Mapping[str, Floats]) -> Clustering:
    """Group customers by k-means over standardised features: the fewest groups that are nearly as
    clear as the clearest, of those that are stable, not tiny, and clearer than cuts of one cloud.

    Args:
        features: name → a number per customer, none missing; amounts may be skewed.

    Source: silhouette: P. J. Rousseeuw, J. Comput. Appl. Math. 20 (1987); stability over draws:
        U. von Luxburg, Clustering stability, Foundations and Trends in Machine Learning 2 (2010);
        one cloud as reference: R. Tibshirani et al., the gap statistic, JRSS B 63 (2001).
    """
    columns = {name: values for name, values in features.items() if np.ptp(values) > 0}
    size = next(iter(features.values())).size if features else 0
    if size < FEWEST_CUSTOMERS or not columns:
        return _none("Too few customers, or nothing in which they differ.")
    scaled = np.column_stack([_scaled(values) for values in columns.values()])
    with _on_one_thread():
        tried = [_try(scaled, count) for count in range(2, _MOST_CLUSTERS + 1)]
    good = [item for item in tried if item.good]
    if not good:
        best = max(tried, key=lambda item: item.silhouette)
        return _none(
            f"No clear and stable groups: the clearest reach a silhouette of {best.silhouette:.2f} "
            f"and a stability of {best.stability:.2f}; one cloud, cut into as many, reaches "
            f"{best.cloud:.2f}.",
            best,
        )
    clearest = max(item.silhouette for item in good)
    best = next(item for item in good if item.silhouette >= clearest - _AS_GOOD)
    order = np.argsort(-np.bincount(best.places), kind="stable")
    places = np.argsort(order)[best.places]
    return Clustering(
        places=places,
        clusters=tuple(_describe(places == place, scaled, columns) for place in range(order.size)),
        silhouette=best.silhouette,
        stability=best.stability,
    )


@dataclass(frozen=True, kw_only=True)
class _Try:
    places: Places
    silhouette: float
    stability: float
    cloud: float

    @property
    def good(self) -> bool:
        shares = np.bincount(self.places) / self.places.size
        least = max(_LEAST_SILHOUETTE, self.cloud + _LEAST_GAIN)
        clear = self.silhouette >= least and self.stability >= _LEAST_STABILITY
        return clear and bool(shares.min() >= _LEAST_SHARE)


def _on_one_thread() -> AbstractContextManager[object]:
    """Steps this small take longer when they are shared out. Only what is loaded is limited."""
    import sklearn.cluster  # noqa: F401  # loads what is to be limited
    from threadpoolctl import threadpool_limits

    limits: AbstractContextManager[object] = threadpool_limits(limits=1)
    return limits


def _try(scaled: Floats, count: int) -> _Try:
    """One number of clusters; silhouette and stability on a sample."""
    from sklearn.cluster import KMeans
    from sklearn.metrics import adjusted_rand_score

    rng = np.random.default_rng(_SEED)
    places = KMeans(count, n_init=5, random_state=_SEED).fit_predict(scaled)
    some = rng.permutation(scaled.shape[0])[:_SAMPLE]
    agreement = []
    for draw in range(_DRAWS):
        half = rng.permutation(scaled.shape[0])[: max(count, scaled.shape[0] // 2)]
        other = KMeans(count, n_init=3, random_state=draw + 1).fit(scaled[half])
        agreement.append(adjusted_rand_score(places[some], other.predict(scaled[some])))
    covariance = np.atleast_2d(np.cov(scaled, rowvar=False))
    cloud = rng.multivariate_normal(np.zeros(scaled.shape[1]), covariance, size=some.size)
    cut = KMeans(count, n_init=3, random_state=_SEED).fit_predict(cloud)
    return _Try(
        places=np.asarray(places, dtype=np.int64),
        silhouette=_silhouette(scaled[some], places[some]),
        stability=float(np.mean(agreement)),
        cloud=_silhouette(cloud, cut),
    )


def _silhouette(points: Floats, places: Places) -> float:
    from sklearn.metrics import silhouette_score

    return float(silhouette_score(points, places)) if np.unique(places).size > 1 else -1.0


def _scaled(values: Floats) -> Floats:
    """Standardised, large amounts drawn in by their logarithm."""
    spread = np.sign(values) * np.log1p(np.abs(values))
    return np.asarray((spread - spread.mean()) / spread.std(), dtype=float)


def _describe(inside: np.ndarray, scaled: Floats, columns: Mapping[str, Floats]) -> Cluster:
    distances = scaled[inside].mean(axis=0)
    traits = [
        Trait(
            feature=name,
            distance=float(distance),
            median=float(np.median(values[inside])),
            usual=float(np.median(values)),
        )
        for (name, values), distance in zip(columns.items(), distances, strict=True)
        if abs(distance) >= _DISTINCT
    ]
    traits.sort(key=lambda item: -abs(item.distance))
    size = int(inside.sum())
    return Cluster(size=size, share=size / inside.size, traits=tuple(traits[:_MOST_TRAITS]))


def _none(why: str, best: _Try | None = None) -> Clustering:
    return Clustering(
        places=np.zeros(0, dtype=np.int64),
        clusters=(),
        silhouette=best.silhouette if best is not None else 0.0,
        stability=best.stability if best is not None else 0.0,
        why=why,
    )
