"""The painter's paints: a small compositor that turns a direction into a moving picture.

`scene` reads the direction and builds a `stage` of layers and sprites; the settings and the subjects are
rooms of their own. Everything is painted once; a frame is put together from ready pieces.
"""
