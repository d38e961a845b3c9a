"""The engine: from a checked request to a clip on disk, on one background event loop.

The network is touched on the engine's loop only; disk and journal are read where somebody asks.
"""
