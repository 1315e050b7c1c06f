"""Links to a session that can be replaced: the candidate's, the observers', and how many were replaced so far."""

from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision: str = "0003"
down_revision: str = "0002"
branch_labels: None = None
depends_on: None = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
sessions = sa.table("sessions", sa.column("number", NUMBER), sa.column("observer_link", sa.Uuid()))


def upgrade() -> None:
    # NULL: the session's id is the candidate's link still.
    op.add_column("sessions", sa.Column("candidate_link", sa.Uuid(), nullable=True))
    op.add_column("sessions", sa.Column("observer_link", sa.Uuid(), nullable=True))
    op.add_column("sessions", sa.Column("rotations", sa.Integer(), nullable=False, server_default="0"))
    op.create_index("ix_sessions_candidate_link", "sessions", ["candidate_link"], unique=True)
    op.create_index("ix_sessions_observer_link", "sessions", ["observer_link"], unique=True)
    give_links_to_observers()


def give_links_to_observers() -> None:
    if op.get_bind().dialect.name == "postgresql":
        # One statement, because the table is locked: a hundred thousand of them would keep people waiting.
        op.execute(sa.update(sessions).values(observer_link=sa.func.gen_random_uuid()))
        return
    for number in op.get_bind().scalars(sa.select(sessions.c.number)).all():
        op.execute(sa.update(sessions).where(sessions.c.number == number).values(observer_link=uuid4()))


def downgrade() -> None:
    """Links that took the place of a session's id are lost: its id is the candidate's link again."""
    op.drop_index("ix_sessions_observer_link", "sessions")
    op.drop_index("ix_sessions_candidate_link", "sessions")
    op.drop_column("sessions", "rotations")
    op.drop_column("sessions", "observer_link")
    op.drop_column("sessions", "candidate_link")
