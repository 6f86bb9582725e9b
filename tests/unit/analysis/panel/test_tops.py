"""The best windows of scales and of all lengths."""

import numpy as np

from boardroom.analysis.panel.tops import Tops


def _tops(scores: list[float], firsts: list[int]) -> Tops:
    begins = np.array(firsts)
    return Tops(scores=np.array(scores), firsts=begins, lasts=begins + 1)


def test_the_best_of_all_scales_is_the_first_of_equal_ones() -> None:
    best = Tops.best_of([_tops([1.0, 4.0, 2.0], [0, 1, 2]), _tops([3.0, 4.0, 1.0], [3, 4, 5])])
    assert best.scores.tolist() == [3.0, 4.0, 2.0]
    assert best.firsts.tolist() == [3, 1, 2]
    assert best.lasts.tolist() == [4, 2, 3]
