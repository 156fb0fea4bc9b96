"""Shared by several rules: the registry, row numbering, joint bases, form names, staff sums."""
