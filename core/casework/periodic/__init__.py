"""Work no person starts: the worker does it at regular times, or when mail comes in (`config.tasks` says when)."""
