"""What is sent and paid: one sender, which asks the budget before each request and keeps the pace.

It tells requests that could create a task from those that can't, and counts creations in a ledger before they are sent.
"""
