"""Image processing: binarize, deskew, dewarp; find rulings, underlines and text lines."""
