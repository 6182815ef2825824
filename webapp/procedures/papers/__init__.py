"""The papers of a pack: which there are, which task makes which, whether their templates can be filled, and with what."""
