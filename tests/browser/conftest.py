"""Browsers of people who share no cookies."""

import pytest


@pytest.fixture
def new_page(browser):
    """Makes a page on a phone for one more person."""
    contexts = []

    def make():
        context = browser.new_context(
            locale="id-ID", timezone_id="Asia/Jakarta", viewport={"width": 360, "height": 740}
        )
        contexts.append(context)
        return context.new_page()

    yield make
    for context in contexts:
        context.close()
