"""Misprints in words, found by lexicon and script."""
