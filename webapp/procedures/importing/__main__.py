"""``python -m webapp.procedures.importing``: the child process that reads what comes from outside."""

from webapp.procedures.importing.child import answer

if __name__ == "__main__":
    answer()
