"""How far two pictures with alpha are apart."""

import flip_evaluator
import numpy as np
from PIL import Image

import tone

# What both stand before when they are compared, sRGB.
GROUND = 0.5


def read(path):
    """RGBA, 0 to 1, straight alpha."""
    return np.asarray(Image.open(path).convert("RGBA"), np.float32) / 255


def over_ground(picture, rgb=None):
    rgb, alpha = picture[..., :3] if rgb is None else rgb, picture[..., 3:]
    return (rgb * alpha + GROUND * (1 - alpha)).astype(np.float32)


def flip(reference, test, mask):
    """FLIP (Andersson and others 2020; 67 pixels a degree) per pixel, and its mean over the mask."""
    error = flip_evaluator.evaluate(reference, test, "LDR", applyMagma=False, computeMeanError=False)[0]
    error = np.asarray(error).reshape(mask.shape)
    return error, float(error[mask].mean()) if mask.any() else 0.0


def _grown(mask):
    padded = np.pad(mask, 1)
    rows, columns = mask.shape
    return np.any([padded[y:y + rows, x:x + columns] for y in range(3) for x in range(3)], axis=0)


def _gained(picture, gain):
    light = tone.scene_light(tone.to_linear(picture[..., :3].astype(float)))
    return tone.to_srgb(tone.neutral(light * gain))


def fit(reference, test, mask):
    """FLIP per pixel, its mean and the factor, for the factor on the test's light within half and double that makes the mean
    least. Factor 1 is the picture untouched, so that the fit is never worse than no fit."""
    ground = over_ground(reference)
    tried = {0.0: flip(ground, over_ground(test), mask)}

    def cost(stops):
        if stops not in tried:
            tried[stops] = flip(ground, over_ground(test, _gained(test, 2.0 ** stops)), mask)
        return tried[stops][1]

    best, step = 0.0, 0.5
    while step > 0.03:
        best = min((best, max(best - step, -1.0), min(best + step, 1.0)), key=cost)
        step /= 2
    error, mean = tried[best]
    return error, mean, 2.0 ** best


def _around(mask, margin=16):
    """The part of a picture that holds the mask, and what blurs into it."""
    if not mask.any():
        return np.s_[:, :]
    spans = [np.flatnonzero(mask.any(axis=axis)) for axis in (1, 0)]
    return tuple(slice(max(span[0] - margin, 0), span[-1] + 1 + margin) for span in spans)


def compare(reference_path, test_path, difference_path=None):
    """A row's figures: FLIP as they are (`flip`), after the gain (`fitted`), and the silhouettes."""
    reference, test = read(reference_path), read(test_path)
    a, b = reference[..., 3] > 0.5, test[..., 3] > 0.5
    union = a | b
    whole, part = union.shape, _around(union)
    reference, test, a, b, union = (picture[part] for picture in (reference, test, a, b, union))
    _, plain = flip(over_ground(reference), over_ground(test), union)
    error, fitted, gain = fit(reference, test, union)
    outline = int((a & ~_grown(b)).sum() + (b & ~_grown(a)).sum())
    if difference_path:
        shown = np.zeros((*whole, 3), np.uint8)
        shown[part] = np.clip(error * 1.5, 0, 1)[..., None] * [255, 210, 120] * union[..., None]
        Image.fromarray(shown).save(difference_path)
    return {"flip": plain, "fitted": fitted, "gain": gain, "outline": outline, "pixels": int(union.sum())}
