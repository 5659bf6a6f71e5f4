"""What follows from the record: roads, claims, nearness, spread, hazard, and how sure it is."""
