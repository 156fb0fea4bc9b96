"""Exit statuses of ``kyoten``."""

EXIT_CLEAN = 0
EXIT_FINDINGS = 1
"""Findings at or above ``--fail-on``."""
EXIT_UNREADABLE = 2
"""Unreadable input, or wrong usage."""
EXIT_INTERRUPTED = 130
"""Ended by Ctrl-C: 128 and the number of the signal, as shells have it."""
