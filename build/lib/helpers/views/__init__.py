"""What a reader sees: style, tables, maps, explorers."""
