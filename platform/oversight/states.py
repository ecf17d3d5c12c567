"""The states a fact can be in, as the ledger's entries name them, and the public status each one counts under.

`oversight` reads the ledger and does not know `core`; that both mean the same words is proved by a test.
"""

STATES_OF_STATUS: dict[str, tuple[str, ...]] = {
    "menunggu": ("submitted", "needs_info", "verified", "dispatched"),
    "proses": ("in_progress", "answered"),
    "selesai": ("closed", "rejected", "withdrawn", "merged"),
}
# `transferred` is missing on purpose: such a report counts only in the city that received it.
COUNTED: tuple[str, ...] = tuple(state for states in STATES_OF_STATUS.values() for state in states)
# Not ended yet.
OPEN = STATES_OF_STATUS["menunggu"] + STATES_OF_STATUS["proses"]
