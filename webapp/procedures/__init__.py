"""Packs of procedures: read, resolve, check, prove by scenarios, publish.

A pack is what a jurisdiction runs: diagrams, decision tables, forms, its ``jurisdiction.toml`` and the
scenarios that prove them. A folder of the repository, an export and a published version hold the same files
under the same paths and so have the same digest.
"""
