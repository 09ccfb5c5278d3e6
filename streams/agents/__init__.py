"""The Faust agents: read, call, publish, acknowledge."""
