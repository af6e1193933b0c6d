"""How ArtClass reads a picture before its model sees it; needs Pillow and NumPy, nothing of ArtClass."""

import io

import numpy as np
from PIL import Image, ImageCms, ImageOps

SRGB = ("srgb", "srgb iec61966-2.1", "srgb iec61966-2-1 black scaled", "srgb built-in")


def read_square(path, side):
    """The first frame of a picture file of 8 or 16 bits a channel, as the model takes it: uint8 RGB, (side, side, 3)."""
    image = Image.open(path)
    if image.format in ("JPEG", "MPO"):  # decoded at the smallest scale whose sides are both at least that long
        image.draft(None, (side, side))
    profile, image = image.info.get("icc_profile"), ImageOps.exif_transpose(image)  # upright
    if image.mode.startswith("I"):  # 16 bits to 8
        image = Image.fromarray((np.asarray(image) / 257 + 0.5).astype(np.uint8))
    if image.has_transparency_data or image.mode in ("P", "1"):  # over white
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image.convert("RGBA")).convert("RGB")
    image = in_srgb(image, profile) if profile else image
    return np.asarray(image.convert("RGB").resize((side, side), Image.Resampling.BILINEAR))


def in_srgb(image, profile):
    """Other colours to those of a screen; an sRGB profile changes nothing, and one that cannot be used neither."""
    try:
        given = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if image.mode == "RGB" and ImageCms.getProfileDescription(given).strip().lower() in SRGB:
            return image
        return ImageCms.profileToProfile(image, given, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return image
