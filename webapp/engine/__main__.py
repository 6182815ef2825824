"""The child process of `dry_run`: ``python -m webapp.engine`` answers what is written to it."""

from webapp.engine.dry_run import answer

if __name__ == "__main__":
    answer()
