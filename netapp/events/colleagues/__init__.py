"""Who from one company goes where: asking a colleague, and one going instead of another."""
