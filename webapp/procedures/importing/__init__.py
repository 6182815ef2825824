"""Taking in a place's procedures from outside: a zip, a folder, a single file; ours, or made with other tools."""
