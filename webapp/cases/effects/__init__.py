"""Effects: what counts for a person or unit on a day, and the determinations behind it."""
