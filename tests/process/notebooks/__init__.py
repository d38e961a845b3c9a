"""The lessons in `notebooks/`, executed as a reader executes them.

- `runs`: a notebook is run by nbclient, with a home and a folder of its own
- `outputs`: what an executed notebook shows, and what of it may differ from run to run
"""
