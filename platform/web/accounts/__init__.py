"""Signing in: adapters and views for allauth, and who may open which pages."""
