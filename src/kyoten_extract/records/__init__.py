"""Rows of a table to typed records, with every change and doubt noted."""
