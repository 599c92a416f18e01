"""PostgreSQL finds the first few rows that have the words without looking at all of them."""

from alembic import op

revision = "f3b8d06c92e7"
down_revision = "7b1f4d2e90c6"
branch_labels = None
depends_on = None

# 46 and 59: the bits by which the rows of a stretch, and of a kind, differ. No row has to be written anew: whatever
# version of the site writes the words, the index sees them like this. An older one finds the same, without an index.
# Its cost keeps PostgreSQL from asking it about each row, which takes a tenth of a millisecond.
FUNCTION = """
CREATE FUNCTION search_tokens(id bigint, words tsvector) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 1000 AS $$
DECLARE
    said text := ' ' || words::text;
BEGIN
    RETURN replace(said, ' ''', ' ''' || to_hex(id >> 46) || 'x')::tsvector
        || replace(said, ' ''', ' ''' || to_hex(id >> 59) || 'x')::tsvector;
END
$$
"""
_PLAIN, _BY_STRETCH = "ix_search_row_words", "ix_search_row_tokens"


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        return
    op.execute(FUNCTION)
    op.execute(
        f"CREATE INDEX {_BY_STRETCH} ON search_row USING gin (search_tokens(id, words)) "
        "WITH (gin_pending_list_limit = 64)"
    )
    # How often each token is there says nothing about words that are asked for later, and takes seconds to count.
    op.execute(f"ALTER INDEX {_BY_STRETCH} ALTER COLUMN 1 SET STATISTICS 0")
    op.drop_index(_PLAIN, "search_row")


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        return
    op.create_index(_PLAIN, "search_row", ["words"], postgresql_using="gin")
    op.drop_index(_BY_STRETCH, "search_row")
    op.execute("DROP FUNCTION search_tokens(bigint, tsvector)")
