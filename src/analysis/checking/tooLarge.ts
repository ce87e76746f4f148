/** Of bytes: people write less into a pyproject.toml. */
export const LARGEST_PYPROJECT = 1 << 20;

/** What is said of a larger one. */
export const TOO_LARGE = "is larger than 1 MiB, and was not read";
