"""Who may see what: principals, roles, row and column policies."""
