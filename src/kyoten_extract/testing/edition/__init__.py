"""The parts of :mod:`kyoten_extract.testing.editions`: facts, changes, pages."""
