"""Finding codes: their severities, and their texts in English and Japanese."""
