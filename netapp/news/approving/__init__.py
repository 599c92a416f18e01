"""A company's yes to a case about it, or its wish for a change; asked and given by mail."""
