"""Runs revisions on the connection (and in the transaction) that ``store.database`` hands over.

Alembic executes this module by its path; imported by anything else it does nothing.
"""

from alembic import context


def migrate() -> None:
    """Run the revisions that the command asks for."""
    context.configure(connection=context.config.attributes["connection"])
    context.run_migrations()


if hasattr(context, "config"):
    migrate()
