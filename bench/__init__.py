"""How fast the site is: made worlds of a chosen size, and measurements on them."""
