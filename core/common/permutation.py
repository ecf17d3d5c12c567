"""A keyed shuffle of the numbers below a size: each has one place, and without the key the order tells nothing.

A Feistel network over the smallest even number of bits that holds the size; what comes out too large is shuffled again
until it fits (cycle walking: Black and Rogaway, "Ciphers with Arbitrary Finite Domains", 2002). The rounds are
keyed BLAKE2b; ten of them, because NIST SP 800-38G takes eight for its own networks of this kind.
"""

from collections.abc import Iterable
from hashlib import blake2b

_ROUNDS = range(10)
_MOST_BITS = 62


def shuffled(value: int, size: int, key: bytes) -> int:
    """Where `value` (0 to size - 1) goes. `key`: 16 to 64 secret bytes."""
    half = _half_bits(value, size)
    while True:
        value = _through(value, half, key, _ROUNDS)
        if value < size:
            return value


def restored(value: int, size: int, key: bytes) -> int:
    """What `shuffled` was given."""
    half = _half_bits(value, size)
    while True:
        value = _swapped(_through(_swapped(value, half), half, key, reversed(_ROUNDS)), half)
        if value < size:
            return value


def _half_bits(value: int, size: int) -> int:
    if not 0 <= value < size or size.bit_length() > _MOST_BITS:
        raise ValueError(f"{value} is not below {size}, or {size} is too large to shuffle.")
    return max(1, ((size - 1).bit_length() + 1) // 2)


def _through(value: int, half: int, key: bytes, rounds: Iterable[int]) -> int:
    mask = (1 << half) - 1
    left, right = value >> half, value & mask
    for place in rounds:
        mixed = blake2b(bytes((place,)) + right.to_bytes(4, "big"), key=key, digest_size=4).digest()
        left, right = right, left ^ (int.from_bytes(mixed, "big") & mask)
    return left << half | right


def _swapped(value: int, half: int) -> int:
    return (value & ((1 << half) - 1)) << half | value >> half
