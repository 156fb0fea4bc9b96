"""Pure functions on strings: normalization, misprints, URLs, gazetteers, dates."""
