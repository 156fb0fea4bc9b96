"""Rules that compare rows with each other."""
