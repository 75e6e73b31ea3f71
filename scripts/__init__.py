"""Benchmarks and tools of the repository; not shipped."""
