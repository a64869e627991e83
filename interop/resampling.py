"""Levels from the levels above, in NumPy and exact integers: nothing here is taken from Zarrdrop's own code."""

from collections import Counter
from fractions import Fraction

import numpy as np


def overlaps(n, m):
    """Row k: how much the n input elements count in output element k; integers that sum to n."""
    k = np.arange(m)[:, None]
    i = np.arange(n)[None, :]
    return np.maximum(np.minimum((k + 1) * n, (i + 1) * m) - np.maximum(k * n, i * m), 0)


def along(matrix, values, axis):
    return np.moveaxis(np.tensordot(matrix, values, axes=(1, axis)), 0, axis)


def mean(level, shape):
    total = 1
    values = level.astype("float64" if level.dtype.kind == "f" else "int64")
    for axis, (n, m) in enumerate(zip(level.shape, shape)):
        if n != m:
            values = along(overlaps(n, m), values, axis)
            total *= n
    if level.dtype.kind == "f":
        return (values / total).astype(level.dtype)
    return ((2 * values + total) // (2 * total)).astype(level.dtype)


def windows(level, shape, reduce):
    weights = [overlaps(n, m) for n, m in zip(level.shape, shape)]
    result = np.empty(shape, level.dtype)
    for index in np.ndindex(*shape):
        touched = [np.flatnonzero(w[k]) for w, k in zip(weights, index)]
        values = level[np.ix_(*touched)]
        area = np.ones(values.shape, "int64")
        for axis, (w, k, t) in enumerate(zip(weights, index, touched)):
            area = area * w[k][t].reshape([-1 if a == axis else 1 for a in range(values.ndim)])
        result[index] = reduce(values.ravel(), area.ravel())
    return result


def mode(level, shape):
    def most(values, areas):
        counts = Counter()
        for value, area in zip(values.tolist(), areas.tolist()):
            counts[value] += area
        return min(counts, key=lambda value: (-counts[value], value))

    return windows(level, shape, most)


def largest(level, shape):
    return windows(level, shape, lambda values, _: values.max())


def nearest_in_reference(level, shape):
    """The reference's pick for halved axes, whole blocks: the element whose centre is nearest, upward."""

    def pick(n, m):
        return [int(Fraction(2 * k + 1, 2) * Fraction(n, m)) for k in range(m)]

    for axis, (n, m) in enumerate(zip(level.shape, shape)):
        if n != m:
            level = np.take(level, pick(n, m), axis=axis)
    return level


METHODS = {"mean": mean, "mode": mode, "max": largest, "odd elements": nearest_in_reference}
