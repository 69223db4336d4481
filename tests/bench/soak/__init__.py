"""Soak: the server under load and faults for minutes, every answer compared."""
