"""A model of the same form as MiniLM, with few and random weights, and its network written out
number by number."""

import json
import math
from pathlib import Path

import numpy as np

SIZE, HEADS, LAYERS, WIDE, LONGEST = 8, 2, 2, 16, 64
EPSILON = 1e-12
WORDS = (
    "[PAD] [UNK] [CLS] [SEP] san jose ' s un ##believ ##able re - order ##ing net revenue".split()
)

Row = list[float]


def write_model(folder: Path) -> dict[str, np.ndarray]:
    """The files of the model; its weights."""
    rng = np.random.default_rng(11)
    shapes = {
        "embeddings.word_embeddings.weight": (len(WORDS), SIZE),
        "embeddings.position_embeddings.weight": (LONGEST, SIZE),
        "embeddings.token_type_embeddings.weight": (2, SIZE),
        **_pair("embeddings.LayerNorm", (SIZE,), SIZE),
    }
    for number in range(LAYERS):
        layer = f"encoder.layer.{number}"
        for part in ("query", "key", "value"):
            shapes |= _pair(f"{layer}.attention.self.{part}", (SIZE, SIZE), SIZE)
        shapes |= _pair(f"{layer}.attention.output.dense", (SIZE, SIZE), SIZE)
        shapes |= _pair(f"{layer}.attention.output.LayerNorm", (SIZE,), SIZE)
        shapes |= _pair(f"{layer}.intermediate.dense", (WIDE, SIZE), WIDE)
        shapes |= _pair(f"{layer}.output.dense", (SIZE, WIDE), SIZE)
        shapes |= _pair(f"{layer}.output.LayerNorm", (SIZE,), SIZE)
    weights = {name: rng.normal(size=shape).astype(np.float32) for name, shape in shapes.items()}
    folder.mkdir(exist_ok=True)
    (folder / "vocab.txt").write_text("\n".join(WORDS) + "\n", "utf-8")
    config = {"num_hidden_layers": LAYERS, "num_attention_heads": HEADS, "layer_norm_eps": EPSILON}
    (folder / "config.json").write_text(json.dumps(config), "utf-8")
    (folder / "model.safetensors").write_bytes(_safetensors(weights))
    return weights


def _pair(name: str, shape: tuple[int, ...], bias: int) -> dict[str, tuple[int, ...]]:
    return {f"{name}.weight": shape, f"{name}.bias": (bias,)}


def _safetensors(weights: dict[str, np.ndarray]) -> bytes:
    header: dict[str, object] = {"__metadata__": {"format": "pt"}}
    body = b""
    for name, array in weights.items():
        places = [len(body), len(body) + array.nbytes]
        header[name] = {"dtype": "F32", "shape": list(array.shape), "data_offsets": places}
        body += array.tobytes()
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    return len(text).to_bytes(8, "little") + text + body


def vector_of(tokens: list[int], weights: dict[str, np.ndarray]) -> Row:
    """The vector of a text of these tokens, one number after the other."""
    w = {name: array.astype(float).tolist() for name, array in weights.items()}
    state = [
        _normal(
            [
                w["embeddings.word_embeddings.weight"][token][i]
                + w["embeddings.position_embeddings.weight"][place][i]
                + w["embeddings.token_type_embeddings.weight"][0][i]
                for i in range(SIZE)
            ],
            w,
            "embeddings.LayerNorm",
        )
        for place, token in enumerate(tokens)
    ]
    for number in range(LAYERS):
        state = _layer(state, w, f"encoder.layer.{number}")
    mean = [sum(row[i] for row in state) / len(state) for i in range(SIZE)]
    length = math.sqrt(sum(x * x for x in mean))
    return [x / length for x in mean]


def _layer(state: list[Row], w: dict[str, list[Row]], name: str) -> list[Row]:
    each = {
        part: [_dense(row, w, f"{name}.attention.self.{part}") for row in state]
        for part in ("query", "key", "value")
    }
    found = []
    for place, row in enumerate(state):
        heard = _dense(_heard(each, place), w, f"{name}.attention.output.dense")
        own = _normal(_sum(row, heard), w, f"{name}.attention.output.LayerNorm")
        wide = [
            x * 0.5 * (1 + math.erf(x / math.sqrt(2)))
            for x in _dense(own, w, f"{name}.intermediate.dense")
        ]
        done = _sum(own, _dense(wide, w, f"{name}.output.dense"))
        found.append(_normal(done, w, f"{name}.output.LayerNorm"))
    return found


def _heard(each: dict[str, list[Row]], place: int) -> Row:
    part = SIZE // HEADS
    heard: Row = []
    for head in range(HEADS):
        own = range(head * part, (head + 1) * part)
        query = each["query"][place]
        scores = [sum(query[i] * key[i] for i in own) / math.sqrt(part) for key in each["key"]]
        powers = [math.exp(score) for score in scores]
        shares = [power / sum(powers) for power in powers]
        heard += [sum(s * v[i] for s, v in zip(shares, each["value"], strict=True)) for i in own]
    return heard


def _dense(row: Row, w: dict[str, list[Row]], name: str) -> Row:
    bias: Row = w[f"{name}.bias"]  # type: ignore[assignment]  # one row
    weight = w[f"{name}.weight"]
    return [
        sum(a * b for a, b in zip(line, row, strict=True)) + bias[i]
        for i, line in enumerate(weight)
    ]


def _normal(row: Row, w: dict[str, list[Row]], name: str) -> Row:
    mean = sum(row) / len(row)
    spread = math.sqrt(sum((x - mean) ** 2 for x in row) / len(row) + EPSILON)
    weight: Row = w[f"{name}.weight"]  # type: ignore[assignment]  # one row
    bias: Row = w[f"{name}.bias"]  # type: ignore[assignment]  # one row
    return [(x - mean) / spread * a + b for x, a, b in zip(row, weight, bias, strict=True)]


def _sum(one: Row, other: Row) -> Row:
    return [a + b for a, b in zip(one, other, strict=True)]
