"""When a document was last used, so that those nobody asks for any more can go."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the instant; documents known so far were used when they were made."""
    column = sa.Column("used_at", sa.DateTime(timezone=True), nullable=True)
    op.add_column("documents", column)
    documents = sa.table("documents", sa.column("used_at"), sa.column("made_at"))
    op.execute(documents.update().values(used_at=documents.c.made_at))
