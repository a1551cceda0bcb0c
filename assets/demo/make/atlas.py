"""One picture per booth that holds its posters and the colours of its lights."""

from PIL import Image

from texture import rgb


class Atlas:
    """Places pictures side by side on shelves; the last rows keep small plain squares for lights."""

    def __init__(self, size=1024, height=None, quality=84):
        self.image = Image.new("RGB", (size, height or size), (128, 128, 128))
        self.image.quality = quality
        self.x = self.y = self.shelf = 0
        self.colors = {}

    def add(self, img, gutter=4):
        w, h = img.size
        W, H = self.image.size
        if self.x + w + gutter * 2 > W:
            self.x, self.y, self.shelf = 0, self.y + self.shelf, 0
        if self.y + h + gutter * 2 > H - 24 or w + 2 * gutter > W:
            raise ValueError(f"atlas full: {w}x{h} at {self.x},{self.y} of {W}x{H}")
        x, y = self.x + gutter, self.y + gutter
        # Edges are repeated into the gutter so that mipmaps do not bleed in the neighbours' colours.
        self.image.paste(img.resize((w + 2 * gutter, h + 2 * gutter)), (self.x, self.y))
        self.image.paste(img, (x, y))
        self.x += w + 2 * gutter
        self.shelf = max(self.shelf, h + 2 * gutter)
        return ((x + 0.5) / W, (y + 0.5) / H, (x + w - 0.5) / W, (y + h - 0.5) / H)

    def color(self, c):
        """The rectangle of a plain colour (a point in the middle of its square)."""
        W, H = self.image.size
        if c not in self.colors:
            k = len(self.colors)
            if (k + 1) * 24 > W:
                raise ValueError("too many light colours")
            self.image.paste(Image.new("RGB", (24, 24), rgb(c)), (k * 24, H - 24))
            self.colors[c] = ((k * 24 + 12) / W, (H - 12) / H)
        u, v = self.colors[c]
        return (u, v, u, v)
