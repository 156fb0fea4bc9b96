"""PDF pages through PDFium's own API: rulings, characters, links, images."""
