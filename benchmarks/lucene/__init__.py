"""Lucene's Monitor under the work of our matching benchmark."""
