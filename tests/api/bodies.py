"""What callers of the API send, and how answers are read in the tests."""

from typing import Any

HOST = "kota-tangerang.localhost"
OTHER_HOST = "kab-lebak.localhost"
PROVINCE = "localhost"
AREA = "36.71.01.1002"  # Sukaasih

# A complaint that is good as it is.
BODY: dict[str, Any] = {
    "kind": "complaint",
    "category": "pju-padam",
    "description": "Lampu jalan di depan balai warga padam sejak tiga hari.",
    "identity": "anonymous",
    "visibility": "public",
    "area": AREA,
}
CONTACT = {"name": "Ratna Kusuma", "email": "ratna@example.id", "phone": "0812 9876 5432"}

# What each kind of host documents: path and methods.
CITY_PATHS = {
    "/api/v1/areas/": ["get"],
    "/api/v1/attachments/": ["post"],
    "/api/v1/categories/": ["get"],
    "/api/v1/desk/reports/": ["get"],
    "/api/v1/desk/reports/{number}/": ["get"],
    "/api/v1/desk/reports/{number}/add_part/": ["post"],
    "/api/v1/desk/reports/{number}/anonymise/": ["post"],
    "/api/v1/desk/reports/{number}/answer/": ["post"],
    "/api/v1/desk/reports/{number}/ask/": ["post"],
    "/api/v1/desk/reports/{number}/check/": ["post"],
    "/api/v1/desk/reports/{number}/close/": ["post"],
    "/api/v1/desk/reports/{number}/correct/": ["post"],
    "/api/v1/desk/reports/{number}/dispatch/": ["post"],
    "/api/v1/desk/reports/{number}/extend/": ["post"],
    "/api/v1/desk/reports/{number}/finish_part/": ["post"],
    "/api/v1/desk/reports/{number}/follow_up/": ["post"],
    "/api/v1/desk/reports/{number}/go_on_without/": ["post"],
    "/api/v1/desk/reports/{number}/accept/": ["post"],
    "/api/v1/desk/reports/{number}/hand_back/": ["post"],
    "/api/v1/desk/reports/{number}/hide_photo/": ["post"],
    "/api/v1/desk/reports/{number}/identity/": ["post"],
    "/api/v1/desk/reports/{number}/letters/{letter}/": ["get"],
    "/api/v1/desk/reports/{number}/merge/": ["post"],
    "/api/v1/desk/reports/{number}/message/": ["post"],
    "/api/v1/desk/reports/{number}/note/": ["post"],
    "/api/v1/desk/reports/{number}/record_reply/": ["post"],
    "/api/v1/desk/reports/{number}/recall/": ["post"],
    "/api/v1/desk/reports/{number}/redact/": ["post"],
    "/api/v1/desk/reports/{number}/redispatch/": ["post"],
    "/api/v1/desk/reports/{number}/refer/": ["post"],
    "/api/v1/desk/reports/{number}/reject/": ["post"],
    "/api/v1/desk/reports/{number}/related/": ["get"],
    "/api/v1/desk/reports/{number}/resolve_outside/": ["post"],
    "/api/v1/desk/reports/{number}/return_part/": ["post"],
    "/api/v1/desk/reports/{number}/withdraw_part/": ["post"],
    "/api/v1/desk/reports/{number}/rework/": ["post"],
    "/api/v1/desk/reports/{number}/send_back/": ["post"],
    "/api/v1/desk/reports/{number}/show_photo/": ["post"],
    "/api/v1/desk/reports/{number}/start/": ["post"],
    "/api/v1/desk/reports/{number}/transfer/": ["post"],
    "/api/v1/desk/reports/{number}/undo/": ["post"],
    "/api/v1/desk/reports/{number}/verify/": ["post"],
    "/api/v1/desk/reports/{number}/withdraw_question/": ["post"],
    "/api/v1/desk/reports/{number}/work_photos/": ["post"],
    "/api/v1/reports/": ["get", "post"],
    "/api/v1/reports/{number}/": ["get"],
    "/api/v1/reports/{number}/timeline/": ["get"],
    "/api/v1/track/": ["post"],
    "/api/v1/track/rate/": ["post"],
    "/api/v1/track/reopen/": ["post"],
    "/api/v1/track/reply/": ["post"],
    "/api/v1/track/withdraw/": ["post"],
}
PROVINCE_PATHS = {
    "/api/v1/oversight/figures/": ["get"],
    "/api/v1/oversight/requests/": ["get", "post"],
    "/api/v1/oversight/requests/{id}/": ["get"],
    "/api/v1/oversight/requests/{id}/close/": ["post"],
    "/api/v1/oversight/requests/{id}/reply/": ["post"],
    "/api/v1/oversight/tenants/": ["get"],
    "/api/v1/tenants/": ["get"],
}


def problem(answer: Any) -> dict[str, Any]:
    """The problem an answer holds, after a look at its media type and at its saying its own status."""
    assert answer["Content-Type"] == "application/problem+json"
    body = answer.json()
    assert body["type"] == "about:blank"
    assert body["status"] == answer.status_code
    return body


def errors(answer: Any) -> dict[str, list[str]]:
    """What is wrong with each field, by a 400."""
    assert answer.status_code == 400
    return problem(answer)["errors"]
