"""Normalization of characters, widths and line breaks."""
