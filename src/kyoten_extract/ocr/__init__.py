"""OCR: page images to the same grids and texts that born-digital pages give.

image -> deskewed, dewarped, upright -> rulings -> cells -> text lines -> recognizer -> Page
"""
