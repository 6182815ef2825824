"""The child process that reads and fills templates: `python -m webapp.papers`."""

from webapp.papers.worker import answer_question

if __name__ == "__main__":
    answer_question()
