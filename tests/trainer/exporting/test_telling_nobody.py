"""ArtClass talks to nobody, and so does what it brings along."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """
import sys
from pathlib import Path
import numpy as np
from onnx import TensorProto, helper
from trainer.exporting import runtimes

given, said = (helper.make_tensor_value_info(name, TensorProto.UINT8, [1, 2, 2, 3]) for name in ("pictures", "probabilities"))
graph = helper.make_graph([helper.make_node("Identity", ["pictures"], ["probabilities"])], "same", [given], [said])
path = Path(sys.argv[1])
path.write_bytes(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8).SerializeToString())
print(runtimes.opened("onnx", path)(np.ones((2, 2, 3), np.uint8)).sum())
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="where it would write this down is known for Linux")
def test_onnxruntime_notes_nothing_of_this_computer(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("ORT_", "XDG_"))}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(tmp_path / "model.onnx")],
        env=environment | {"HOME": str(home)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["12.0"]
    assert [path for path in home.rglob("*") if path.is_file()] == []
