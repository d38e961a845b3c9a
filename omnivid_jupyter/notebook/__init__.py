"""The notebook: the cell and the commands, how a cell waits, and how clips and jobs look.

What stays in a saved notebook is plain HTML and text; widgets are for what moves.
"""
