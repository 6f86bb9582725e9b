"""Charts of answers: from a ``Result`` and what was asked to a Vega-Lite specification."""
