"""PDF pages through PDFium's C API: rulings, characters, links, images."""
