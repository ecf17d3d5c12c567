"""Disclosure control: which figures of a published table stay hidden, so that none points at few people."""
