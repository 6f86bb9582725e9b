"""How fast Boardroom is, as ratios measured in one run; ``python -m benchmarks`` (or ``make
bench``) prints them.

Nothing here is asserted: machines differ and are busy. Each module measures one promise of the
    design.
"""
