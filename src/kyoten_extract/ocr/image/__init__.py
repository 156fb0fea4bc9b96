"""Images of pages: binarized, deskewed, dewarped; rulings and text lines found."""
