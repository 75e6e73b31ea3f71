"""HTTP, the command line, the web page, and the wiring of concrete classes."""
