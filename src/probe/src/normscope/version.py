"""The probe's version, which each run log names."""

VERSION = "0.1.0"
