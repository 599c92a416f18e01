"""The room where a meeting is held: the nouns are *round*, *table*, *place* at one, and the *screen* on its wall."""
