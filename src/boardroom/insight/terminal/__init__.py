"""The parts of the terminal page. Called by ``insight.render_terminal``."""
