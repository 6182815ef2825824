"""Alembic's environment: the steps run inside the transaction that `webapp.migrations.migrate` has opened."""

from __future__ import annotations

from alembic import context

context.configure(connection=context.config.attributes["connection"], transactional_ddl=True)
context.run_migrations()
