"""The engine: from a checked request to a clip on disk, on one background event loop.

The one rule: all input and output happens here (and in the simulator), none of it in the caller's thread.
"""
