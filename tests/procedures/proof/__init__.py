"""Tests of the proof of drafts."""
