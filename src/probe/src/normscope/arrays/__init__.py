"""Records from NumPy arrays, which Keras and JAX require anyway."""
