"""The materials that booths and products share. Paint comes from vertex colours, so few are needed."""

from gltf import Material
import texture


def standard():
    """Fresh every time, because each model carries its own copies of the pictures it uses."""
    wood, weave = texture.wood(), texture.weave()
    return {
        "paint": Material(roughness=0.55),
        "gloss": Material(roughness=0.16),
        "metal": Material(metallic=1.0, roughness=0.34),
        "wood": Material(roughness=0.52, base=wood, tile=1.1),
        "cloth": Material(roughness=0.95, base=weave, tile=0.5),
        "print": Material(roughness=0.5, base="atlas"),
        "glow": Material(color=(0, 0, 0, 1), roughness=0.6, emissive="atlas", strength=1.15),
        "glass": Material(color=(0.82, 0.93, 0.95, 0.16), roughness=0.05, blend=True),
        # Lamp light painted onto surfaces: see Stand.halo.
        "halo": Material(color=(1, 1, 1, 0.5), base=texture.pool(), blend=True, unlit=True),
        "leaf": Material(roughness=0.5, double=True),
    }
