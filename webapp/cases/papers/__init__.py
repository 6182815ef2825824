"""Papers (文书) of a case: numbered with the task that issues them, made after the commit, read by need-to-know."""
