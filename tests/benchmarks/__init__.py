"""What wirewatch costs, beside the floor and beside what a user would write by hand."""
