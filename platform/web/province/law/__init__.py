"""`/platform/kalender/` and `/platform/batas-waktu/`: the law of the whole installation. Operators edit it by decree,
the Ombudsman's people read it."""
