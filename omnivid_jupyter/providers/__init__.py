"""The services: what each model takes, how a request becomes an HTTP call, what a reply means.

Nothing here does any input or output, so everything here is tested by tables.
A new service is one file in this folder and one line in `registry.PROVIDERS`.
"""
