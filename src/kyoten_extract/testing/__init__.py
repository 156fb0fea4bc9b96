"""Random lists printed as PDF with their truth, for testing readers of tables: see ``pages``."""
