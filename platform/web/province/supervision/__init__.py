"""`/ombudsman/…` besides the figures: reports opened, requests to cities, cases, and who works here."""
