"""What people do in a browser, in the words of the screens: sign in, take an action at the desk, open a report."""

import re
import time
from typing import Any

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from tests.support import cast as people


def sign_in(page: Any, address: str, username: str) -> None:
    """By password and a code of the authenticator."""
    page.goto(address)
    page.get_by_label("Nama pengguna").fill(username)
    page.get_by_label("Kata sandi", exact=True).fill(people.PASSWORD)
    press(page, "Masuk")
    code = format_hotp_value(hotp_value(people.SECRET, int(time.time()) // 30))
    page.get_by_label("Kode", exact=False).first.fill(code)
    press(page, re.compile("Masuk|Lanjut"))


def press(page: Any, name: str | re.Pattern[str], role: str = "button", **more: Any) -> None:
    """Press what leads to another page, and be there."""
    with page.expect_navigation():
        page.get_by_role(role, name=name, **more).first.click()


def act(page: Any, address: str, action: str, *, photo: Any = None, **typed: str) -> str:
    """Take an action on the desk's page of a report, its fields by their names; what the page says afterwards."""
    page.goto(address)
    form = page.locator(f"form[action$='/{action}/']")
    panel = page.locator(f"#tindakan-{action}")
    if panel.count() and panel.get_attribute("open") is None:
        panel.locator("> summary").click()  # which fetches its form
    for name, value in typed.items():
        fill(form, name, value)
    if photo:
        form.locator("input[type=file]").set_input_files(photo)
    with page.expect_navigation():
        form.locator("button[type=submit]").click()
    assert not page.locator("[data-error-summary]").count(), page.locator("[data-error-summary]").inner_text()
    return page.locator("main").inner_text()


def fill(form: Any, name: str, value: str) -> None:
    """Write, choose or tick, as the field wants it."""
    field = form.locator(f"[name={name}]")
    if field.first.get_attribute("type") == "radio":
        form.locator(f"[name={name}][value='{value}']").check()
    elif field.evaluate("field => field.tagName") == "SELECT":
        field.select_option(value)
    else:
        field.fill(value)


def track(page: Any, address: str, number: str, code: str) -> str:
    """Open a report with number and code on the page `/lacak/`; what the reporter reads."""
    page.goto(address)
    page.get_by_label("Nomor laporan").fill(number)
    page.get_by_label("Kode tanda terima").fill(code)
    page.get_by_role("button", name="Buka laporan").click()
    page.wait_for_url("**/lacak/laporan/")
    return page.locator("main").inner_text()


def step(page: Any, name: str, **typed: str) -> str:
    """Take one of the reporter's steps on the page of the report; what the page says afterwards."""
    form = page.locator("form", has=page.locator(f"input[name=step][value={name}]"))
    panel = page.locator("details", has=form)
    if panel.count() and panel.get_attribute("open") is None:
        panel.locator("> summary").click()
    for field, value in typed.items():
        fill(form, field, value)
    with page.expect_navigation():
        form.locator("button[type=submit]").click()
    return page.locator("main").inner_text()
