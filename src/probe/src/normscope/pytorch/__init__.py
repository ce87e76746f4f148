"""What is particular to PyTorch (1.13 and later)."""
