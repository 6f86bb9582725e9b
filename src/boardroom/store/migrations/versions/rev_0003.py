"""Where a message of an alert is still due, and who is sending it."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add both columns; several places stand on a line each, as a file's name may have a comma."""
    op.add_column("alerts", sa.Column("due_to", sa.Text, nullable=False, server_default=""))
    op.add_column("alerts", sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True))
    alerts = sa.table("alerts", sa.column("delivered_to", sa.Text))
    op.execute(
        alerts.update().values(delivered_to=sa.func.replace(alerts.c.delivered_to, ", ", "\n"))
    )
