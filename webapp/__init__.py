"""Rongcuo 容错: runs error-tolerance and correction procedures."""
