"""Opening pictures: read as a person sees them, or refused with a reason in plain words."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms, TiffImagePlugin

from tests.trainer.tiny import encoded, jpeg, picture
from trainer import colours, pixels
from trainer.errors import PictureError

pytestmark = [
    pytest.mark.filterwarnings("ignore::UserWarning:PIL"),
    pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning"),
]

RED, GREEN, BLUE, WHITE = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)


def opened(data: bytes, name: str = "") -> Image.Image:
    return pixels.open_picture(io.BytesIO(data), name=name)


def reason(data: bytes) -> str:
    with pytest.raises(PictureError) as failure:
        pixels.read_square(io.BytesIO(data), 32)
    return failure.value.what


def close(image: Image.Image, place: tuple[int, int], colour: tuple[int, int, int], within: int = 12) -> bool:
    found = image.getpixel(place)
    assert isinstance(found, tuple)
    return all(abs(a - b) <= within for a, b in zip(found, colour, strict=True))


def halves(left: tuple[int, int, int], right: tuple[int, int, int]) -> Image.Image:
    image = Image.new("RGB", (32, 16), left)
    image.paste(right, (16, 0, 32, 16))
    return image


@pytest.mark.parametrize("orientation", range(1, 9))
def test_turned_pictures_stand_upright(orientation: int) -> None:
    upright = halves(RED, BLUE)
    undo = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}  # the transposition that gives the stored picture
    stored = upright.transpose(Image.Transpose(undo[orientation])) if orientation > 1 else upright
    exif = Image.Exif()
    exif[0x0112] = orientation
    for kind in ("JPEG", "PNG", "TIFF", "WEBP"):
        data = encoded(stored, kind, exif=exif)
        image = opened(data)
        assert image.size == (32, 16), kind
        assert close(image, (6, 8), RED, 30), kind
        assert pixels.examine(io.BytesIO(data))[:2] == (32, 16), kind
        assert pixels.look_into(io.BytesIO(data)).small.tobytes() == image.tobytes(), kind


def test_cmyk_is_read_in_its_colours() -> None:
    for kind in ("JPEG", "TIFF"):  # Adobe's JPEGs are stored inverted
        image = opened(encoded(halves(RED, WHITE).convert("CMYK"), kind))
        assert close(image, (6, 8), RED, 30)
        assert close(image, (26, 8), WHITE, 10)


def test_transparency_lies_on_white() -> None:
    clear = Image.new("RGBA", (8, 8), (0, 0, 0, 0))
    clear.paste((255, 0, 0, 255), (0, 0, 4, 8))
    grey = Image.new("LA", (8, 8), (0, 0))
    palette = Image.new("P", (8, 8), 1)
    palette.putpalette([255, 0, 0, 0, 0, 0])
    palette.paste(0, (0, 0, 4, 8))
    coloured = Image.new("RGB", (8, 8), (0, 0, 0))
    coloured.paste(RED, (0, 0, 4, 8))
    for data in (
        encoded(clear, "PNG"),
        encoded(clear, "WEBP", lossless=True),
        encoded(palette, "PNG", transparency=1),
        encoded(palette, "GIF", transparency=1),
        encoded(palette, "PNG", transparency=bytes([255, 0])),
        encoded(coloured, "PNG", transparency=(0, 0, 0)),
    ):
        assert close(opened(data), (1, 4), RED)
        assert close(opened(data), (6, 4), WHITE)
    assert close(opened(encoded(grey, "PNG")), (4, 4), WHITE)


def test_deep_grey_keeps_its_brightness() -> None:
    ramp = np.linspace(0, 65_535, 256).astype(np.uint16).reshape(16, 16)
    expected = np.arange(256).reshape(16, 16)
    for data in (
        encoded(Image.fromarray(ramp), "PNG"),
        encoded(Image.fromarray(ramp), "TIFF"),
        encoded(Image.fromarray(ramp.astype(np.int32)), "TIFF"),
        encoded(Image.fromarray((ramp / 65_535).astype(np.float32)), "TIFF"),
    ):
        image = np.asarray(opened(data)).astype(int)
        assert np.abs(image[..., 0] - expected).max() <= 1
        assert (image[..., 0] == image[..., 2]).all()


def test_black_and_white_and_grey() -> None:
    mono = Image.new("1", (8, 8), 1)
    assert close(opened(encoded(mono, "PNG")), (4, 4), WHITE)
    assert close(opened(encoded(Image.new("L", (8, 8), 100))), (4, 4), (100, 100, 100), 3)


def test_the_first_frame_of_an_animation_counts() -> None:
    frames = [Image.new("RGB", (8, 8), colour) for colour in (RED, GREEN, BLUE)]
    for kind in ("GIF", "WEBP", "PNG", "TIFF"):
        data = encoded(frames[0], kind, save_all=True, append_images=frames[1:])
        assert close(opened(data), (4, 4), RED, 30), kind


def test_colour_profiles_are_converted_to_srgb() -> None:
    swapped = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    lab = Image.new("RGB", (8, 8), (120, 40, 200))
    with_foreign_profile = encoded(lab, "PNG", icc_profile=swapped)  # does not fit RGB: ignored
    assert close(opened(with_foreign_profile), (4, 4), (120, 40, 200), 2)
    assert close(opened(encoded(lab, "PNG", icc_profile=b"nonsense" * 20)), (4, 4), (120, 40, 200), 2)
    linear = _linear_profile()
    converted = opened(encoded(Image.new("RGB", (8, 8), (55, 55, 55)), "PNG", icc_profile=linear))
    assert close(converted, (4, 4), (128, 128, 128), 4)  # 55/255 of the light looks half as bright


def _linear_profile() -> bytes:
    """Today's sRGB profile with its tone curves replaced by straight lines."""
    data = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    for i in range(struct.unpack(">I", data[128:132])[0]):
        name, offset, _ = struct.unpack(">4sII", data[132 + 12 * i : 144 + 12 * i])
        if name in (b"rTRC", b"gTRC", b"bTRC"):
            data[offset : offset + 12] = b"curv" + struct.pack(">II", 0, 0)
        if name == b"desc":
            data[offset:] = bytes(data[offset:]).replace("sRGB".encode("utf-16-be"), "Line".encode("utf-16-be"))
    return bytes(data)


def test_a_negative_tiff_is_turned_positive() -> None:
    data = bytearray(encoded(Image.fromarray(np.full((4, 4), 60_000, np.uint16)), "TIFF"))
    tag = data.find(struct.pack("<HHI", TiffImagePlugin.PHOTOMETRIC_INTERPRETATION, 3, 1))
    data[tag + 8] = 0  # white is zero
    assert close(opened(bytes(data)), (1, 1), (22, 22, 22), 1)


def test_twelve_bit_grey() -> None:
    image = Image.new("I;16", (8, 8), 4_095)
    image.encoderinfo = {}
    plain = colours.eight_bits(_with_bits(image, 12))
    assert plain.getpixel((4, 4)) == 255


def _with_bits(image: Image.Image, bits: int) -> Image.Image:
    image.tag_v2 = {TiffImagePlugin.BITSPERSAMPLE: (bits,)}  # type: ignore[attr-defined]
    return image


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "BMP", "TIFF", "PPM"])
def test_truncated_files_are_refused_at_any_size(kind: str) -> None:
    data = encoded(picture(1, (200, 150)), kind)
    cut = data[: len(data) * 6 // 10]
    assert reason(cut) in ("ends too early (truncated)", "is damaged")
    with pytest.raises(PictureError):
        pixels.examine(io.BytesIO(cut))
    if kind in ("JPEG", "PNG"):
        assert reason(cut) == "ends too early (truncated)"


@pytest.mark.parametrize("side", [15_000, 60_000])
def test_a_small_file_that_claims_to_be_huge_is_refused(side: int) -> None:
    assert reason(png(side, side, chunk(b"IDAT", bytes(8)))).startswith("is too large (")


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(width: int, height: int, *chunks: bytes, colours: int = 2) -> bytes:
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, colours, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(chunks)


def test_a_file_that_cannot_hold_what_it_claims_is_refused() -> None:
    what = reason(png(14_000, 14_000, chunk(b"IDAT", bytes(90))))
    assert what == "claims to be larger than its file can hold (14,000 × 14,000 pixels in 1 KB)"


@pytest.mark.parametrize("name", [b"zTXtComment\0\0", b"iTXtXML:com.adobe.xmp\0\1\0\0\0", b"iCCPprofile\0\0"])
@pytest.mark.parametrize("late", [False, True])
def test_metadata_that_unpacks_to_far_too_much_is_refused(name: bytes, late: bool) -> None:
    bomb = chunk(name[:4], name[4:] + zlib.compress(bytes(30_000_000)))
    body = chunk(b"IDAT", zlib.compress(bytes(25 * 8)))
    data = png(8, 8, *((body, bomb) if late else (bomb, body)), chunk(b"IEND", b""))
    assert reason(data) == "holds text or a colour profile that unpacks to far too much; save it as PNG again"


def test_a_jpeg_of_a_thousand_passes_is_refused() -> None:
    data = encoded(Image.new("L", (4_000, 2_000), 99), progressive=True)
    last = data[data.rindex(b"\xff\xda") : -2]
    assert reason(data[:-2] + 1_000 * last + data[-2:]).startswith("claims more passes over its pixels than")


def test_formats_with_slow_decoders_have_a_limit_of_their_own() -> None:
    data = b"qoif" + struct.pack(">II", 4_000, 3_000) + b"\3\0" + b"\xfd" * 300_000
    assert reason(data) == (
        "is too large for a QOI picture (4,000 × 3,000 pixels; ArtClass reads up to 5 million of its kind); "
        "save it as PNG first"
    )


def test_files_that_cannot_be_opened(tmp_path: Path) -> None:
    with pytest.raises(PictureError, match="is no longer there") as failure:
        pixels.open_picture(tmp_path / "gone.jpg")
    assert failure.value.path == str(tmp_path / "gone.jpg")
    with pytest.raises(PictureError, match="is a folder"):
        pixels.open_picture(tmp_path)


def test_the_name_does_not_matter(tmp_path: Path) -> None:
    path = tmp_path / "عربي 日本語 name.txt"
    path.write_bytes(encoded(picture(), "PNG"))
    assert pixels.open_picture(path).size == (24, 16)


def test_the_square_is_the_same_for_a_path_and_a_stream(tmp_path: Path) -> None:
    data = jpeg(3, (640, 400))
    (tmp_path / "a.jpg").write_bytes(data)
    from_path = pixels.read_square(tmp_path / "a.jpg", 64)
    assert from_path.shape == (64, 64, 3)
    assert from_path.dtype == np.uint8
    assert (from_path == pixels.read_square(io.BytesIO(data), 64)).all()
    (_, from_many), *_ = pixels.read_many([tmp_path / "a.jpg"], 64)
    assert not isinstance(from_many, PictureError)
    assert (from_path == from_many).all()


def test_a_reduced_decode_is_never_smaller_than_asked() -> None:
    data = io.BytesIO(jpeg(1, (1000, 300)))
    assert min(pixels.open_picture(data, at_least=100).size) >= 100
    assert pixels.open_picture(data, at_least=100).width < 1000
    assert pixels.open_picture(data).size == (1000, 300)
    assert pixels.examine(data) == (1000, 300, ".jpg", "JPEG")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "TIFF"])
@pytest.mark.parametrize("size", [(1000, 750), (2500, 400), (96, 97), (300, 40), (5000, 900)])
def test_a_small_picture_comes_with_the_facts(kind: str, size: tuple[int, int]) -> None:
    whole = picture(4, size)
    exif = Image.Exif()
    exif[0x0112], exif[0x013B] = 8, "Ann Other"
    options = {} if kind == "GIF" else {"exif": exif}
    found = pixels.look_into(io.BytesIO(encoded(whole, kind, **options)))
    if options:
        whole = whole.transpose(Image.Transpose.ROTATE_90)
    assert found.facts[:2] == whole.size
    assert found.small.mode == "RGB"
    assert all(
        min(pixels.SMALL, side) <= small <= side for small, side in zip(found.small.size, whole.size, strict=True)
    )
    assert min(found.small.size) < 2 * pixels.SMALL
    expected = np.asarray(whole.resize(found.small.size, Image.Resampling.BOX)).astype(int)
    assert np.abs(np.asarray(found.small).astype(int) - expected).mean() < 8
    assert found.creator == ("Ann Other" if options else None)


def test_large_pictures_are_the_same_when_worked_on_in_strips(monkeypatch: pytest.MonkeyPatch) -> None:
    clear = picture(5, (300, 250)).convert("RGBA")
    clear.putalpha(picture(6, (300, 250)).convert("L"))
    deep = Image.fromarray(np.asarray(picture(7, (300, 250)).convert("L")).astype(np.uint16) * 250)
    for data in (encoded(clear, "PNG"), encoded(deep, "PNG"), encoded(picture(8, (300, 250)).convert("P"), "PNG")):
        at_once = opened(data), pixels.look_into(io.BytesIO(data)).small
        with monkeypatch.context() as patch:
            patch.setattr(colours, "_AT_ONCE", 7_000)
            in_strips = opened(data), pixels.look_into(io.BytesIO(data)).small
        for one, other in zip(at_once, in_strips, strict=True):
            assert one.tobytes() == other.tobytes()


def test_many_come_in_order_with_failures_in_their_place(tmp_path: Path) -> None:
    paths = []
    for i in range(30):
        paths.append(tmp_path / f"{i}.jpg")
        paths[-1].write_bytes(b"" if i % 7 == 3 else encoded(Image.new("RGB", (9, 9), (i, i, i)), "PNG"))
    found = list(pixels.read_many(paths, 8, workers=3))
    assert [i for i, _ in found] == list(range(30))
    for i, result in found:
        if i % 7 == 3:
            assert isinstance(result, PictureError)
        else:
            assert not isinstance(result, PictureError)
            assert int(result[0, 0, 0]) == i


def test_only_a_few_are_read_ahead(tmp_path: Path) -> None:
    asked = []

    def paths() -> object:
        for i in range(1_000):
            asked.append(i)
            yield tmp_path / "gone"

    reader = pixels.read_many(paths(), 8, workers=2)  # type: ignore[arg-type]
    next(reader)
    assert len(asked) < 40


@pytest.mark.parametrize("kind", ["PNG", "TIFF", "JPEG"])
def test_a_thumbnail_is_the_picture_made_small(kind: str) -> None:
    """A large picture is made smaller in two steps; a person sees no difference."""
    large = halves((200, 40, 40), (40, 40, 200)).resize((1600, 1000), Image.Resampling.BICUBIC)
    stream = io.BytesIO()
    large.save(stream, kind)
    small = pixels.thumbnail(stream, 128)
    assert small.size == (128, 80)
    expected = np.asarray(large.resize((128, 80), Image.Resampling.BICUBIC), np.int16)
    assert np.abs(np.asarray(small, np.int16) - expected).mean() < 1.5


def test_a_thumbnail_is_never_larger_than_the_picture() -> None:
    assert pixels.thumbnail(io.BytesIO(encoded(halves((0, 0, 0), (9, 9, 9)).resize((40, 30)))), 128).size == (40, 30)
