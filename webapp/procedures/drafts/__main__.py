"""The child process of `checker`: ``python -m webapp.procedures.drafts`` answers what is written to it."""

from webapp.procedures.drafts.worker import answer_questions

if __name__ == "__main__":
    answer_questions()
