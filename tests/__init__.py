"""The proof of Rongcuo: behaviour, on real databases, real files and a real browser."""
