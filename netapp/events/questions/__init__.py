"""What a meeting asks at sign-up, and what people answer: the nouns are *question* and *answer*."""
