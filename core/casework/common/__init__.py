"""What the rooms of casework share and that knows none of them: who acts, who is there to act, which rows are vouched
for.
"""
