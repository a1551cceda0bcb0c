"""sRGB and Khronos PBR Neutral (2024), there and back: a gain belongs before the tone mapping."""

import numpy as np

START, DESATURATION = 0.8 - 0.04, 0.15


def to_linear(x):
    return np.where(x <= 0.04045, x / 12.92, ((x + 0.055) / 1.055) ** 2.4)


def to_srgb(x):
    x = np.clip(x, 0, 1)
    return np.where(x <= 0.0031308, x * 12.92, 1.055 * x ** (1 / 2.4) - 0.055)


def neutral(color):
    least = color.min(-1, keepdims=True)
    mapped = color - np.where(least < 0.08, least - 6.25 * least * least, 0.04)
    peak = np.maximum(mapped.max(-1, keepdims=True), 1e-6)
    d = 1 - START
    new = 1 - d * d / (np.maximum(peak, START) + d - START)
    g = 1 - 1 / (DESATURATION * (peak - new) + 1)
    high = mapped * new / peak * (1 - g) + new * g
    return np.where(peak < START, mapped, high)


def scene_light(color):
    """The inverse of [`neutral`]; what is white within 1/512 counts as just that bright."""
    new = np.minimum(color.max(-1, keepdims=True), 1 - 1 / 512)
    color = np.minimum(color, new)
    d = 1 - START
    peak = np.where(new < START, new, d * d / (1 - new) - d + START)
    g = np.where(new < START, 0, 1 - 1 / (DESATURATION * (peak - new) + 1))
    mapped = (color - new * g) / (1 - g) * peak / np.maximum(new, 1e-6)
    least = np.maximum(mapped.min(-1, keepdims=True), 0)
    original = np.where(least < 0.04, np.sqrt(least / 6.25), least + 0.04)
    return np.maximum(mapped + original - least, 0)
