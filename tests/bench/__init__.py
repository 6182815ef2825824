"""Measurements that stay: each prints ratios taken in one run, never a bare time. `make bench` runs them all."""
