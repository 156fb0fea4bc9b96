"""Rows of a table to typed records, with corrections and findings."""
