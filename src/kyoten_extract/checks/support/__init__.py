"""What several rules need: the registry, numbering, joint bases, names of forms."""
