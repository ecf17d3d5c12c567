"""The admin's pages of the desk: people, units, settings, days off, legal deadlines, and the history of the office.

They draw forms and lists; what may be changed is decided in `core.casework.office`.
"""
