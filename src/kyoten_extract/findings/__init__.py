"""Every kind of finding: its stable code, its severity, and its texts."""
