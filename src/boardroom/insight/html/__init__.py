"""The parts of the HTML page: markup, style, charts, cards, sections. Called by
``insight.render_html``.
"""
