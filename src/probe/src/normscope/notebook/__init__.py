"""A run in a notebook's output, out of its log, whatever the framework."""
