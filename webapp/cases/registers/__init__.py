"""Registers (台账): the book that operations write in, and the lists, tables and files that people read."""
