"""Measurements that stay: `make bench` runs them all.

Each prints ratios taken in one run, or what something takes beside what is promised of it on a quiet machine; only how
soon an editor is usable stands alone.
"""
