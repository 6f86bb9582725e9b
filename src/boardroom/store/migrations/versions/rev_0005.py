"""The forecast ledger."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; an entry is written once per origin and period."""
    op.create_table(
        "forecasts",
        sa.Column("workspace", sa.String(200), primary_key=True),
        sa.Column("metric", sa.String(200), primary_key=True),
        sa.Column("grain", sa.String(16), primary_key=True),
        sa.Column("origin", sa.Date, primary_key=True),
        sa.Column("period", sa.Date, primary_key=True),
        sa.Column("made_on", sa.Date, nullable=False),
        sa.Column("value", sa.Float, nullable=False),
        sa.Column("low", sa.Float, nullable=False),
        sa.Column("high", sa.Float, nullable=False),
        sa.Column("coverage", sa.Float, nullable=False),
        sa.Column("method", sa.Text, nullable=False),
        sa.Column("data_version", sa.String(64), nullable=False),
        sa.Column("actual", sa.Float, nullable=True),
        sa.Column("scored_at", sa.DateTime(timezone=True), nullable=True),
    )
