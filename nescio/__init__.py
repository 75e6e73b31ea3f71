"""The kernel of nescio: domain types, events, settings, errors and the HTTP client.

It imports nothing of the other packages; every other package imports it.
"""

__version__ = "0.1.0"
