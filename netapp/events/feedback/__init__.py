"""How a meeting was, asked of who came on the day after: the noun is *feedback*, an answer to it an *opinion*."""
