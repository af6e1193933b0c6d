"""The table of architectures: what a person can choose to train, one row each."""

from __future__ import annotations

from typing import Literal

import msgspec

from trainer.errors import UsageError

Family = Literal["scratch", "pretrained"]
Head = Literal["pooled", "article"]
Scaling = Literal["unit", "caffe", "own"]


class Architecture(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the table.

    Attributes:
        name: What the command line and the run's configuration say.
        title: What the window says.
        family: "scratch" trains the whole network; "pretrained" trains a head on a frozen backbone.
        image_size: Side of the square input in pixels.
        parameters: Millions of weights, backbone included, with the default head on five classes.
        forward_gflops: Billions of multiply-adds of one forward pass at ``image_size``.
        keras_name: The constructor in ``keras.applications`` (pretrained ones only).
        weights_file: The file of ImageNet weights that Keras looks for in its cache.
        scaling: What the backbone takes: -1 to 1 ("unit"), BGR minus ImageNet's means ("caffe"), 0 to 255 ("own").
        taps: Layers whose outputs a pooled head reads besides the last one: where textures are told apart.
        heads: Heads to choose from; the first is the default.
        blocks: Layers that end a block, from the front to the last one: fine-tuning opens them from the end.
        epochs, batch_size, learning_rate: Defaults that win without being touched.
        blurb: One or two plain sentences for the card in the window.
    """

    name: str
    title: str
    family: Family
    image_size: int
    parameters: float
    forward_gflops: float
    keras_name: str | None = None
    weights_file: str | None = None
    scaling: Scaling = "unit"
    taps: tuple[str, ...] = ()
    heads: tuple[Head, ...] = ("pooled",)
    blocks: tuple[str, ...] = ()
    epochs: int = 30
    batch_size: int = 32
    learning_rate: float = 3e-4
    blurb: str = ""

    @property
    def pretrained(self) -> bool:
        """Whether it has a frozen backbone whose features are computed once."""
        return self.family == "pretrained"


def _ends(names: str, prefix: str) -> tuple[str, ...]:
    """Layer names from a line of words; those that begin with a digit lack a prefix."""
    return tuple(prefix + name if name[0].isdigit() else name for name in names.split())


_KERNELS = "weights_tf_dim_ordering_tf_kernels_notop.h5"

ARCHITECTURES: tuple[Architecture, ...] = (
    Architecture(
        name="mobilenet_v2",
        title="MobileNetV2",
        family="pretrained",
        image_size=224,
        parameters=3.7,
        forward_gflops=0.30,
        keras_name="MobileNetV2",
        weights_file="mobilenet_v2_weights_tf_dim_ordering_tf_kernels_1.0_224_no_top.h5",
        taps=("block_6_expand_relu", "block_13_expand_relu"),
        blocks=_ends(
            "expanded_conv_project_BN 1_project_BN 2_add 3_project_BN 4_add 5_add 6_project_BN 7_add 8_add 9_add "
            "10_project_BN 11_add 12_add 13_project_BN 14_add 15_add out_relu",
            "block_",
        ),
        blurb="Small, quick and accurate. Has already seen a million photographs; learns your classes in minutes. "
        "The best first choice.",
    ),
    Architecture(
        name="efficientnet_v2_b0",
        title="EfficientNetV2-B0",
        family="pretrained",
        image_size=224,
        parameters=7.5,
        forward_gflops=0.72,
        keras_name="EfficientNetV2B0",
        weights_file="efficientnetv2-b0_notop.h5",
        scaling="own",
        taps=("block4a_expand_activation", "block6a_expand_activation"),
        blocks=_ends(
            "1a_project_activation 2a_project_bn 2b_add 3a_project_bn 3b_add 4a_project_bn 4b_add 4c_add 5a_project_bn "
            "5b_add 5c_add 5d_add 5e_add 6a_project_bn 6b_add 6c_add 6d_add 6e_add 6f_add 6g_add top_activation",
            "block",
        ),
        blurb="A modern network, a little slower than MobileNetV2 and often a little more accurate.",
    ),
    Architecture(
        name="vgg16",
        title="VGG16",
        family="pretrained",
        image_size=150,
        parameters=15.8,
        forward_gflops=6.6,
        keras_name="VGG16",
        weights_file=f"vgg16_{_KERNELS}",
        scaling="caffe",
        taps=("block3_conv3", "block4_conv3"),
        blocks=_ends("1_pool 2_pool 3_pool 4_pool 5_pool", "block"),
        heads=("pooled", "article"),
        blurb="The classic of 2014: large and thorough. Reads each picture slowly, but only once.",
    ),
    Architecture(
        name="vgg19",
        title="VGG19",
        family="pretrained",
        image_size=150,
        parameters=21.1,
        forward_gflops=8.4,
        keras_name="VGG19",
        weights_file=f"vgg19_{_KERNELS}",
        scaling="caffe",
        taps=("block3_conv4", "block4_conv4"),
        blocks=_ends("1_pool 2_pool 3_pool 4_pool 5_pool", "block"),
        heads=("pooled", "article"),
        blurb="VGG16 with three more layers. Slower still, and seldom better.",
    ),
    Architecture(
        name="resnet50",
        title="ResNet50",
        family="pretrained",
        image_size=224,
        parameters=26.2,
        forward_gflops=3.9,
        keras_name="ResNet50",
        weights_file=f"resnet50_{_KERNELS}",
        scaling="caffe",
        taps=("conv3_block4_out", "conv4_block6_out"),
        blocks=_ends(
            "2_block1_out 2_block2_out 2_block3_out 3_block1_out 3_block2_out 3_block3_out 3_block4_out 4_block1_out "
            "4_block2_out 4_block3_out 4_block4_out 4_block5_out 4_block6_out 5_block1_out 5_block2_out 5_block3_out",
            "conv",
        ),
        blurb="Fifty layers with shortcuts between them. Large and reliable.",
    ),
    Architecture(
        name="inception_v3",
        title="InceptionV3",
        family="pretrained",
        image_size=299,
        parameters=23.9,
        forward_gflops=5.7,
        keras_name="InceptionV3",
        weights_file=f"inception_v3_{_KERNELS}",
        taps=("mixed2", "mixed7"),
        blocks=_ends("0 1 2 3 4 5 6 7 8 9 10", "mixed"),
        blurb="Looks at larger pictures with filters of several sizes at once. Good for fine detail, slow.",
    ),
    Architecture(
        name="deep_cnn",
        title="Deep CNN",
        family="scratch",
        image_size=150,
        parameters=2.4,
        forward_gflops=0.09,
        epochs=30,
        batch_size=8,
        learning_rate=1e-3,
        blurb="Three layers of filters that learn from your pictures alone. Needs no download; "
        "less accurate, and every epoch takes its time.",
    ),
    Architecture(
        name="shallow_cnn",
        title="Shallow CNN",
        family="scratch",
        image_size=150,
        parameters=5.3,
        forward_gflops=0.12,
        epochs=20,
        batch_size=8,
        learning_rate=1e-3,
        blurb="The fewest layers here, to see how far two of them go. For learning and comparing.",
    ),
    Architecture(
        name="custom_cnn",
        title="Own CNN",
        family="scratch",
        image_size=150,
        parameters=5.4,
        forward_gflops=0.25,
        epochs=30,
        batch_size=8,
        learning_rate=1e-3,
        blurb="A network of your own, layer by layer: choose how many blocks of filters, how wide, and what follows.",
    ),
)

DEFAULT = "mobilenet_v2"
WITHOUT_WEIGHTS = "deep_cnn"
CUSTOM = "custom_cnn"


def find(name: str) -> Architecture:
    """The row called ``name``.

    Raises:
        UsageError: There is no such architecture.
    """
    for row in ARCHITECTURES:
        if row.name == name:
            return row
    names = ", ".join(row.name for row in ARCHITECTURES)
    raise UsageError(f"There is no architecture called “{name}”", remedy=f"Choose one of {names}.")
