"""Addresses of photos in templates: `{% load photos %}`."""

from django import template

from web import files

register = template.Library()

# {% photo_url attachment "thumb" %}
register.simple_tag(files.photo_url)
