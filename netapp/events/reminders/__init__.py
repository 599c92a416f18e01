"""Letters to who comes, so many days before, at an hour that the organiser sets: the noun is *reminder*."""
