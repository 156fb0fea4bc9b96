"""One engine for each kind of input; all produce the same pages of grids and text."""
