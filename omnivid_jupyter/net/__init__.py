"""The wire: keys, endpoints, calls, uploads and downloads, and what passed."""
