"""Sample data that ships with the project, used by the demo, tests and evaluation."""
