"""Rulings and characters of pages to one table: cells, header, stitched rows."""
