"""The backbone in LiteRT: converted once, one picture at a time, as many interpreters side by side as there are cores."""

from __future__ import annotations

import queue
from typing import Any

import keras
import numpy as np
from ai_edge_litert.interpreter import Interpreter

from trainer import log, parallel
from trainer.engines import EngineChoice
from trainer.learning import litert
from trainer.learning.engines.engine import Rows
from trainer.pixels import Pixels

_WEIGHTS_AT_MOST = 800 << 20  # bytes: every interpreter arranges the weights for itself


class LiteRTEngine:
    """Interpreters that wait to be taken; each picture goes through one of them alone.

    One thread an interpreter is faster than one interpreter with all threads, as long as memory suffices.

    Args:
        backbone: uint8 pictures (n, S, S, 3) to rows.
    """

    chunk = 4

    def __init__(self, backbone: Any) -> None:
        with log.instead_of_stderr():  # both halves of LiteRT make remarks there
            model = _converted(backbone)
        cores = parallel.usable_cores()
        self.lanes = max(1, min(cores, _WEIGHTS_AT_MOST // len(model)))
        threads = max(1, cores // self.lanes)
        self._idle: queue.SimpleQueue[_Runner] = queue.SimpleQueue()
        with log.instead_of_stderr():
            for _ in range(self.lanes):
                self._idle.put(_Runner(model, threads))
        self.choice = EngineChoice(name="litert", threads=self.lanes * threads, batch=1, device="processor")

    def see(self, pictures: Pixels) -> Rows:
        """As `Engine.see`."""
        runner = self._idle.get()
        try:
            return np.concatenate([runner.run(pictures[i : i + 1]) for i in range(len(pictures))])
        finally:
            self._idle.put(runner)


class _Runner:
    def __init__(self, model: bytes, threads: int) -> None:
        self._interpreter = Interpreter(model_content=model, num_threads=threads)
        self._interpreter.allocate_tensors()
        self._given = self._interpreter.get_input_details()[0]["index"]
        self._rows = self._interpreter.get_output_details()[0]["index"]

    def run(self, picture: Pixels) -> Rows:
        self._interpreter.set_tensor(self._given, picture)
        self._interpreter.invoke()
        return np.asarray(self._interpreter.get_tensor(self._rows), np.float32)


def _converted(backbone: Any) -> bytes:
    pictures = keras.Input(backbone.input_shape[1:], batch_size=1, dtype="uint8")
    model = keras.Model(pictures, backbone(pictures, training=False))
    return litert.converted(model)
