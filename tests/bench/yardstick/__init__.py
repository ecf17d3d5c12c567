"""What a machine needs for the least that a new report could be: a bare Django and REST framework, on the same web
server and database, that checks the same body and writes nine rows by the ORM. Budgets are told as multiples of it.
"""
