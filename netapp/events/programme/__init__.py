"""What happens at a meeting, when and by whom: the nouns are *item*, *speaker* and *handout*."""
