"""Says when a table lies in so many small files that the next load should write it anew.

Each load adds files, and every file costs a reader a look at its footer. Writing all rows anew
sorts them too; doing so only when the small files are a fair part of the table keeps the cost of
all rewrites together within a few times that of the rows themselves.
"""

from collections.abc import Sequence

SMALL_BYTES = 32 * 1024 * 1024
MANY_FILES = 32
MOST_FILES = 256
FAIR_SHARE = 0.1


def is_crowded(sizes: Sequence[int]) -> bool:
    """Whether files of these ``sizes`` in bytes should become few.

    Example:
        >>> is_crowded([5_000] * 31), is_crowded([5_000] * 32)
        (False, True)
        >>> is_crowded([200_000_000] * 10 + [5_000] * 32)
        False
    """
    small = [size for size in sizes if size < SMALL_BYTES]
    fair = sum(small) >= FAIR_SHARE * sum(sizes) or len(small) >= MOST_FILES
    return len(small) >= MANY_FILES and fair
