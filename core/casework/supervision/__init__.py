"""The Ombudsman's work on a city's service, and the city's part in it: readings, requests, statements, cases.

The Ombudsman's functions run in the province's seat and take an actor of the province; the city's run in its own seat.
Tables and their row policies are in `tenants.supervision`.
"""
