"""What subscribes to alerts."""
