"""What organisers print for the day: name badges, a list to sign, who sits at which table. The noun is *paper*."""
