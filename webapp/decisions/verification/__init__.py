"""Verification of decision tables: gaps, overlaps, dead rows, and outputs outside the allowed values."""
