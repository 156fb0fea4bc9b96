"""Several editions of a survey: what changed between two, and all of them as one panel."""
