from typing import Any

# The package ships no types; this is what we use of it.
def stemmer(lang: str) -> Any: ...
