"""The portals of the Russian courts (sudrf.ru), both templates."""
