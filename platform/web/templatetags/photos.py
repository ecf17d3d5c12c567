"""Addresses of photos in templates: `{% load photos %}`."""

from django import template

from web.files import pictures

register = template.Library()

# {% photo_url attachment "thumb" %}
register.simple_tag(pictures.photo_url)
