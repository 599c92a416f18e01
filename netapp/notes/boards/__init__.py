"""What a room writes together without accounts: a wish on a card and dots for it, and each table's own part."""
