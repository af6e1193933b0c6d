"""How ArtClass reads a picture before its model sees it; needs Pillow and NumPy, nothing of ArtClass."""

import io

import numpy as np
from PIL import Image, ImageCms, ImageOps


def read_square(path, side):
    """The first frame of a picture file as the model takes it: uint8 RGB, shape (side, side, 3)."""
    image = Image.open(path)
    if image.format in ("JPEG", "MPO"):
        image.draft(None, (side, side))  # decoded at the smallest scale whose sides are both at least that long
    profile, image = image.info.get("icc_profile"), ImageOps.exif_transpose(image)  # upright
    if image.mode.startswith("I"):  # 16 bits to 8
        image = Image.fromarray((np.asarray(image).astype(np.float32) * np.float32(255 / 65535) + 0.5).astype(np.uint8))
    if image.mode in ("LA", "La") or image.has_transparency_data:  # over white
        image = image.convert("RGBA")
        image = Image.composite(image.convert("RGB"), Image.new("RGB", image.size, "white"), image.getchannel("A"))
    image = image.convert("RGB") if image.mode in ("P", "1", "RGBX") else image
    image = _srgb(image, profile) if profile else image
    return np.asarray(image.convert("RGB").resize((side, side), Image.Resampling.BILINEAR), np.uint8)


def _srgb(image, profile):
    """Other colours to those of a screen; an sRGB profile changes nothing, and a damaged one is passed over."""
    given = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    if image.mode == "RGB" and "srgb" in ImageCms.getProfileDescription(given).lower():
        return image
    return ImageCms.profileToProfile(image, given, ImageCms.createProfile("sRGB"), outputMode="RGB")
