"""Web addresses as printed to addresses as meant."""
