"""What alembic runs: the steps, within the transaction that the caller holds."""

from alembic import context

from rasid.storage.schema import VERSION_TABLE, metadata

# No transaction is begun here: on SQLite the caller's BEGIN IMMEDIATE must cover the schema and its version.
context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=VERSION_TABLE,
    render_as_batch=True,
)
context.run_migrations()
