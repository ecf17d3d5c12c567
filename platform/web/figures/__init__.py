"""Figures as pages show them: what is asked for in the address, measures, charts, tables, maps and sentences."""
