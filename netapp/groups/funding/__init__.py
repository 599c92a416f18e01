"""Who pays for a network: a statement in each language, and the funders' emblems in their order."""
