"""Post-correction of OCR: by column types, the document's own text, lexicons and text layers."""
