"""The edge to Kafka: clients, topics, offsets."""
