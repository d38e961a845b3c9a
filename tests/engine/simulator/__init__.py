"""Tests of the simulator: against the documents, never against the package's own providers."""
