"""What is particular to Flax NNX."""
