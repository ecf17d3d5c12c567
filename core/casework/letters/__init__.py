"""The office's letters about a report, as PDF: receipt, request for completion, forwarding letter, decision notice.

Anybody who may see a report may have its letters (`available_letters`); the reporter's own name and contact stand in
the receipt only, and only for the reporter or by a logged reading.
"""

from core.casework.letters.base import Letter
from core.casework.letters.forwarding import forwarding
from core.casework.letters.offer import (
    FOR_DESK,
    LetterKind,
    available_letters,
    letter_for_desk,
    letter_for_reporter,
    receipt_with_identity,
)
from core.casework.letters.receipts import receipt
