"""A survey's layout as data: columns, labels, what cells hold, and the matching of labels."""
