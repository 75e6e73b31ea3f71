"""Answers kept for questions asked again, and what makes sure that they still hold."""
