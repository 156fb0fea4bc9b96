"""Images of text lines to characters with probabilities."""
