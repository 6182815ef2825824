"""Diagrams, tables and forms made elsewhere, rewritten into the dialect that this platform runs."""
