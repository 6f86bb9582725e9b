"""The views of packs: one module per kind; each plans a query and makes a table of its answer."""
