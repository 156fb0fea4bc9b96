"""Text as printed to text in usual characters."""
