"""What is particular to Keras 3."""
