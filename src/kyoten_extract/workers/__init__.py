"""Processes of our own, and what concerns all of them."""
