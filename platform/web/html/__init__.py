"""What templates are filled with: forms and their controls, badges, dates and numbers in words, histories and
deadlines as tables.
"""
