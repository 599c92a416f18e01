"""A meeting has notes: sections with all their revisions, decisions and promises, and what of it was published."""

import sqlalchemy as sa
from alembic import op

revision = "5c9f32a8d1e0"
down_revision = "4b8e21f7c0d9"
branch_labels = None
depends_on = None


def _points(table: str, column: str, to: str, ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=f"fk_{table}_{column}_{to}", ondelete=ondelete)


def _text(name: str, most: int | None, default: str | None = None) -> sa.Column[str]:
    kind = sa.Text() if most is None else sa.String(most)
    return sa.Column(name, kind, nullable=False, server_default=None if default is None else sa.text(f"'{default}'"))


def _number(name: str, *, default: int | None = None, nullable: bool = False) -> sa.Column[int]:
    given = None if default is None else sa.text(str(default))
    return sa.Column(name, sa.Integer(), nullable=nullable, server_default=given)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "note",
        _number("id"),
        _number("meeting_id"),
        _text("state", 10, "draft"),
        _text("audience", 12, "group"),
        _text("language", 5),
        sa.Column("seated_help", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("speakers_help", sa.Boolean(), nullable=False, server_default=sa.true()),
        _moment("created_at"),
        _moment("published_at", nullable=True),
        _number("published_by", nullable=True),
        sa.Column("shown", sa.JSON(), nullable=True),
        sa.Column("corrections", sa.JSON(), nullable=True),
        _points("note", "meeting_id", "meeting", "CASCADE"),
        _points("note", "published_by", "person"),
        sa.PrimaryKeyConstraint("id", name="pk_note"),
        sa.UniqueConstraint("meeting_id", name="uq_note_meeting_id"),
    )
    op.create_index("ix_note_published_at", "note", ["published_at"])
    op.create_table(
        "note_section",
        _number("id"),
        _number("note_id"),
        _text("key", 16),
        _number("position"),
        _text("kind", 8),
        _number("item_id", nullable=True),
        _text("heading", 200),
        _text("body", None, ""),
        _number("revision", default=0),
        _number("numbered", default=0),
        _moment("changed_at"),
        _points("note_section", "note_id", "note", "CASCADE"),
        _points("note_section", "item_id", "programme_item", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_note_section"),
    )
    op.create_table(
        "note_revision",
        _number("id"),
        _number("section_id"),
        _number("number"),
        _text("state", 8),
        _text("body", None),
        _text("token", 40),
        _number("person_id", nullable=True),
        _moment("at"),
        _points("note_revision", "section_id", "note_section", "CASCADE"),
        _points("note_revision", "person_id", "person"),
        sa.PrimaryKeyConstraint("id", name="pk_note_revision"),
        sa.UniqueConstraint("section_id", "number", name="uq_note_revision_section_id_number"),
        sa.UniqueConstraint("section_id", "token", name="uq_note_revision_section_id_token"),
    )
    op.create_table(
        "note_part",
        _number("id"),
        _number("note_id"),
        _text("key", 16),
        _text("kind", 8),
        _text("text", 300),
        _number("person_id", nullable=True),
        _number("company_id", nullable=True),
        sa.Column("due", sa.Date(), nullable=True),
        _number("promise_id", nullable=True),
        _number("made_by", nullable=True),
        _moment("made_at"),
        _points("note_part", "note_id", "note", "CASCADE"),
        _points("note_part", "person_id", "person", "SET NULL"),
        _points("note_part", "company_id", "company", "SET NULL"),
        _points("note_part", "promise_id", "promise", "SET NULL"),
        _points("note_part", "made_by", "person"),
        sa.PrimaryKeyConstraint("id", name="pk_note_part"),
    )
    op.create_table(
        "note_writing",
        _number("note_id"),
        _number("person_id"),
        _number("section_id"),
        _moment("at"),
        _points("note_writing", "note_id", "note", "CASCADE"),
        _points("note_writing", "person_id", "person", "CASCADE"),
        _points("note_writing", "section_id", "note_section", "CASCADE"),
        sa.PrimaryKeyConstraint("note_id", "person_id", name="pk_note_writing"),
    )
    for table, columns in (
        ("note_section", ("note_id", "item_id")),
        ("note_revision", ("person_id",)),
        ("note_part", ("note_id", "person_id", "company_id", "promise_id", "made_by")),
        ("note_writing", ("person_id", "section_id")),
    ):
        for column in columns:
            op.create_index(f"ix_{table}_{column}", table, [column])


def downgrade() -> None:
    for table in ("note_writing", "note_part", "note_revision", "note_section", "note"):
        op.drop_table(table)
