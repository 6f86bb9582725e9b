"""Customers are grouped on one thread, in a process that has not grouped any before too."""

import os
import subprocess
import sys

_CODE = """
from threadpoolctl import threadpool_info
from boardroom.analysis.segments.cluster import _on_one_thread

with _on_one_thread():
    import sklearn.cluster
    print({item["num_threads"] for item in threadpool_info()})
"""


def test_customers_are_grouped_on_one_thread_from_the_first_time_on() -> None:
    told = subprocess.run(
        [sys.executable, "-c", _CODE],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "OMP_NUM_THREADS": "2", "OPENBLAS_NUM_THREADS": "2"},
    )
    assert told.stdout.strip() == "{1}"
