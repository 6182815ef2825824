"""Tests of papers: templates as hostile input, papers of cases, their pages."""
