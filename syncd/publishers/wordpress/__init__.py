"""Publishes to a WordPress site over its REST API."""

from syncd.publishers.wordpress.publisher import WordPressPublisher

__all__ = ["WordPressPublisher"]
