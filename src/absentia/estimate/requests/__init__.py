"""A help organisation's own counts: two periods compared, a change dated, and whether requests run ahead of cases."""
