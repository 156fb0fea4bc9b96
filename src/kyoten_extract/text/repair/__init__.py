"""Misprints that words give away."""
