"""The running interpreter: its processors, processes, garbage collector and optional packages."""
