"""The page model that all engines share: rulings, characters, grids, text quality."""
