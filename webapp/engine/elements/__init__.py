"""Task specifications: how a token behaves at each kind of element."""
