"""The layout of a survey as data, the matching of its column labels, and its field types."""
