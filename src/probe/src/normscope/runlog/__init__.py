"""The run log: an append-only file of records, whatever the framework."""
