"""The components of our pages, to be called one by one, and the contexts of pages for the test client."""

from typing import Any

from django.template import engines
from django.template.backends.jinja2 import Template
from django.test.signals import template_rendered


def ui() -> Any:
    """The macros of templates/components/ui.html."""
    return engines["jinja2"].env.get_template("components/ui.html").module


def report_contexts() -> None:
    """Let `client.get(…).context` hold what a page was drawn from, as Django does for templates in its language."""
    draw = Template.render

    def render(self: Template, context: dict | None = None, request: Any = None) -> str:
        context = {} if context is None else context
        page = draw(self, context, request)
        template_rendered.send(sender=self, template=self, context=context)
        return page

    Template.render = render
