"""What an article is written in."""
