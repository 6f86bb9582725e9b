"""What is unusual in a series: scores as values arrive, named anomalies, and classic rules.

``score.anomaly_scores`` rates each row by what came before it and never looks ahead;
``detection.detect`` tells spikes, shifts, changes of spread, flat lines and gaps apart;
``classic`` has the z-score, interquartile and isolation-forest rules for who asks for them by name;
``method`` judges a series by any of these and measures what it flags on noise.
"""
