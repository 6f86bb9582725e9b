"""Groups are found where there are some, said by what sets them apart, and not where there are
none.
"""

import numpy as np
import pytest

from boardroom.analysis.segments.cluster import cluster_customers


def test_three_planted_groups_come_back_in_words() -> None:
    rng = np.random.default_rng(1)
    group = np.repeat([0, 1, 2], (200, 120, 80))
    orders = rng.poisson(np.array([2, 30, 30])[group]).astype(float)
    days = rng.normal(np.array([90, 10, 200])[group], 5)
    found = cluster_customers({"orders": orders, "days since the last": days})
    assert [item.size for item in found.clusters] == pytest.approx([200, 120, 80], abs=8)
    assert "low orders" in found.clusters[0].text
    assert "low days since the last" in found.clusters[1].text
    assert "high days since the last" in found.clusters[2].text
    assert np.bincount(found.places).tolist() == [item.size for item in found.clusters]
    assert found.stability > 0.9


@pytest.mark.parametrize("seed", range(4))
def test_one_cloud_is_not_cut_into_groups(seed: int) -> None:
    rng = np.random.default_rng(seed)
    names = "abcd"[: 2 + seed % 3]
    found = cluster_customers({name: rng.lognormal(size=400) for name in names})
    assert not found.clusters
    assert found.why.startswith("No clear and stable groups")


def test_few_customers_are_not_grouped() -> None:
    assert cluster_customers({"a": np.arange(20.0)}).why.startswith("Too few")
