"""dbt semantic models and metrics as a ``SemanticModel``; ``importer`` reads, ``specification``
holds the records."""

from boardroom.semantic.dbt.importer import DbtImport, import_dbt

__all__ = ["DbtImport", "import_dbt"]
