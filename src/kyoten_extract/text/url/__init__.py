"""Repair of printed web addresses."""
