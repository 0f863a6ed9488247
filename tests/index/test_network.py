import json

import pytest
import torch
from safetensors.torch import load_file

from index.readers.network import OUTPUTS, initialise


@pytest.fixture
def config(tiny_encoder):
    return json.loads((tiny_encoder / "config.json").read_text())


@pytest.fixture
def encoder(tiny_encoder):
    return load_file(tiny_encoder / "model.safetensors")


def test_a_network_begins_with_the_weights_of_its_encoder(config, encoder):
    state = initialise(config, encoder).state_dict()
    kept = [name for name in encoder if f"encoder.{name}" in state]
    assert len(kept) == len(state) - len(("weight", "bias"))
    assert all(torch.equal(state[f"encoder.{name}"], encoder[name]) for name in kept)


def test_an_encoder_that_lacks_weights_is_refused_and_they_are_named(config, encoder):
    name = "encoder.layer.1.output.dense.bias"
    del encoder[name]
    with pytest.raises(ValueError, match=name):
        initialise(config, encoder)


def test_every_token_has_its_outputs_and_padding_changes_none(config, encoder):
    network = initialise(config, encoder).eval()
    ids, kinds = torch.tensor([[2, 10, 3, 20, 3]]), torch.tensor([[0, 0, 0, 1, 1]])
    padding = torch.zeros(1, 3, dtype=torch.long)
    with torch.inference_mode():
        alone = network(ids, kinds, torch.ones_like(ids))
        padded = network(
            torch.cat([ids, padding], 1),
            torch.cat([kinds, padding], 1),
            torch.cat([torch.ones_like(ids), padding], 1),
        )
    assert alone.shape == (1, 5, len(OUTPUTS))
    torch.testing.assert_close(padded[:, :5], alone, rtol=0, atol=1e-5)
