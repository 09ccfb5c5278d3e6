"""wirewatch: a multilingual media monitor on Kafka."""

__version__ = "0.1.0"
