"""What Keras on JAX and Flax have in common: measuring inside of compiled code."""
