"""What stands behind the figures of a page: records, mixes, steps, cohorts, single rows, stock."""
