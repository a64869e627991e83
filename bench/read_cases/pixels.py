"""The pixels of the files: bright blobs on a dim ground, with the noise of a camera."""

import functools

import numpy

SHAPE = (2, 8, 2048, 2048)


@functools.cache
def volume() -> numpy.ndarray:
    """uint16, 128 MiB: two channels of eight sections."""
    random = numpy.random.default_rng(1)
    y, x = numpy.mgrid[0:2048, 0:2048]
    distinct = []
    for _ in range(4):
        light = numpy.full((2048, 2048), 100.0)
        for _ in range(60):
            y0, x0, radius, height = random.uniform((0, 0, 8, 200), (2048, 2048, 60, 3000))
            part = numpy.s_[int(max(0, y0 - 3 * radius)) : int(y0 + 3 * radius), int(max(0, x0 - 3 * radius)) : int(x0 + 3 * radius)]
            light[part] += height * numpy.exp(-((y[part] - y0) ** 2 + (x[part] - x0) ** 2) / (2 * radius**2))
        distinct.append(random.poisson(light))
    pixels = numpy.empty(SHAPE, "uint16")
    for c in range(SHAPE[0]):
        for z in range(SHAPE[1]):
            pixels[c, z] = numpy.roll(distinct[(c + z) % 4], 37 * z, axis=1)
    return pixels


def stack() -> numpy.ndarray:
    """All of it as sixteen planes."""
    return volume().reshape(-1, 2048, 2048)


def few() -> numpy.ndarray:
    """32 MiB, for what takes long to write: four of the planes."""
    return stack()[:4]


def small() -> numpy.ndarray:
    """uint16, 16 MiB, for what takes long: eight planes of 1024 x 1024."""
    return numpy.ascontiguousarray(stack()[:8, :1024, :1024])


def picture() -> numpy.ndarray:
    """8192 x 8192 of the same."""
    return stack().reshape(4, 4, 2048, 2048).swapaxes(1, 2).reshape(8192, 8192)


def colours() -> numpy.ndarray:
    gray = numpy.minimum(picture() // 8, 255).astype("uint8")
    return numpy.stack([gray, numpy.roll(gray, 3, 0), numpy.roll(gray, 5, 1)], axis=-1)


def small_colours() -> numpy.ndarray:
    """12 MiB of them."""
    return numpy.ascontiguousarray(colours()[:2048, :2048])


def frames_in_colours() -> numpy.ndarray:
    """Sixteen frames of 2048 x 2048."""
    return colours().reshape(4, 2048, 4, 2048, 3).swapaxes(1, 2).reshape(16, 2048, 2048, 3)
