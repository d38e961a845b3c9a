"""Experiments: many clips from one question, side by side, and what can be said of them."""
