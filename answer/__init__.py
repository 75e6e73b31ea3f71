"""From a question and its evidence to a checked, cited answer or an abstention."""
