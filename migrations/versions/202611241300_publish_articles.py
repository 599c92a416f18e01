"""Networks publish articles, and say who pays for them."""

import sqlalchemy as sa
from alembic import op

revision = "7eb154caf302"
down_revision = "9b41c7e2aa50"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _articles()
    _revisions()
    _funding()


def _articles() -> None:
    op.create_table(
        "article",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("titles", sa.JSON(), nullable=False),
        sa.Column("leads", sa.JSON(), nullable=False),
        sa.Column("bodies", sa.JSON(), nullable=False),
        sa.Column("tags", sa.JSON(), nullable=False),
        sa.Column("slugs", sa.String(length=500), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("author_name", sa.String(length=120), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("alts", sa.JSON(), nullable=False),
        sa.Column("credit", sa.String(length=120), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=True),
        sa.Column("thread_id", sa.Integer(), nullable=True),
        sa.Column("company_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_line", sa.String(length=200), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_by", sa.Integer(), nullable=True),
        sa.Column("wish", sa.String(length=500), nullable=False),
        _to("article", "group_id", "group", None),
        _to("article", "author_id", "person"),
        _to("article", "file_id", "file", None),
        _to("article", "meeting_id", "meeting"),
        _to("article", "thread_id", "thread"),
        _to("article", "company_id", "company"),
        _to("article", "created_by", "person"),
        _to("article", "approved_by", "person"),
        sa.PrimaryKeyConstraint("id", name="pk_article"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_article_group_id_published_at", "article", ["group_id", "state", "published_at", "id"])
    op.create_index("ix_article_state_published_at", "article", ["state", "published_at", "id", "group_id"])
    for name in ("meeting_id", "thread_id", "company_id", "author_id", "created_by", "approved_by", "file_id"):
        known = sa.text(f"{name} IS NOT NULL")
        op.create_index(f"ix_article_{name}", "article", [name], sqlite_where=known, postgresql_where=known)


def _revisions() -> None:
    op.create_table(
        "article_revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("title", sa.String(length=150), nullable=False),
        sa.Column("lead", sa.String(length=300), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("line", sa.String(length=200), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replaced_by", sa.Integer(), nullable=True),
        _to("article_revision", "article_id", "article", "CASCADE"),
        _to("article_revision", "replaced_by", "person"),
        sa.PrimaryKeyConstraint("id", name="pk_article_revision"),
    )
    op.create_index("ix_article_revision_article_id", "article_revision", ["article_id", "language", "id"])
    op.create_index("ix_article_revision_replaced_by", "article_revision", ["replaced_by"])


def _funding() -> None:
    op.create_table(
        "funding",
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("statements", sa.JSON(), nullable=False),
        _to("funding", "group_id", "group", "CASCADE"),
        sa.PrimaryKeyConstraint("group_id", name="pk_funding"),
    )
    op.create_table(
        "funder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=True),
        _to("funder", "group_id", "group", "CASCADE"),
        _to("funder", "file_id", "file", None),
        sa.PrimaryKeyConstraint("id", name="pk_funder"),
    )
    op.create_index("ix_funder_group_id_rank", "funder", ["group_id", "rank"])
    op.create_index("ix_funder_file_id", "funder", ["file_id"])


def _to(table: str, column: str, other: str, gone: str | None = "SET NULL") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=f"fk_{table}_{column}_{other}", ondelete=gone)


def downgrade() -> None:
    for table in ("funder", "funding", "article_revision", "article"):
        op.drop_table(table)
