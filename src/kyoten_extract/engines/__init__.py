"""One engine for each kind of input, all giving the same pages of grids and text."""
