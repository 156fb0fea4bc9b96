"""Scans: pictures of pages to the same grids and texts that born-digital pages give.

picture -> upright, straight -> rulings -> cells -> lines -> recognizer -> Page
"""
