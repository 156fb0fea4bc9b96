"""Recognition of text lines: images to characters with probabilities."""
