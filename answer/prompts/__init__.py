"""Prompts put together from modules: instructions and data kept apart, within a budget."""
