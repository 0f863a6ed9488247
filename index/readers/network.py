"""The reader's network: a transformer over question and passage, three numbers a token."""

from typing import Any

from torch import Tensor, nn
from transformers import BertConfig, BertModel

OUTPUTS = ("evidence", "start", "end")
"""What each column of the network's output is."""
ARCHITECTURE = (
    "hidden_act",
    "hidden_size",
    "intermediate_size",
    "layer_norm_eps",
    "max_position_embeddings",
    "num_attention_heads",
    "num_hidden_layers",
    "pad_token_id",
    "type_vocab_size",
    "vocab_size",
)
"""The keys of a BERT configuration that define the network."""


class Network(nn.Module):  # type: ignore[misc]  # torch is not followed, for speed
    """A BERT encoder and one linear layer on its tokens."""

    def __init__(self, config: dict[str, Any]) -> None:
        """`config`: a BERT configuration; only the keys in ARCHITECTURE are used."""
        super().__init__()
        kept = {name: config[name] for name in ARCHITECTURE}
        settings = BertConfig(**kept, attn_implementation="sdpa")
        # No dropout: training makes few passes over much data, so dropout costs more than it gains.
        settings.hidden_dropout_prob = settings.attention_probs_dropout_prob = 0.0
        self.encoder = BertModel(settings, add_pooling_layer=False)
        self.outputs = nn.Linear(settings.hidden_size, len(OUTPUTS))

    def forward(self, ids: Tensor, kinds: Tensor, mask: Tensor) -> Tensor:
        """Evidence, answer start and answer end for every token, in log-odds.

        `ids`, `kinds` (0 for the question, 1 for the passage) and `mask` (1 for a token, 0 for
        padding) have shape (n, length). The result has shape (n, length, 3). The evidence of the
        first token, [CLS], stands for "nothing in this passage answers".
        """
        hidden = self.encoder(
            input_ids=ids, token_type_ids=kinds, attention_mask=mask
        ).last_hidden_state
        outputs: Tensor = self.outputs(hidden)
        return outputs


def initialise(config: dict[str, Any], encoder: dict[str, Tensor]) -> Network:
    """An untrained network on an encoder's weights, as sentence-transformers stores a BERT's.

    Raises ValueError where some of the encoder's weights are missing.
    """
    network = Network(config)
    known = network.encoder.state_dict()
    missing = known.keys() - encoder.keys()
    if missing:
        raise ValueError(f"the encoder's weights lack {', '.join(sorted(missing))}")
    network.encoder.load_state_dict({name: encoder[name] for name in known})
    nn.init.normal_(network.outputs.weight, std=0.02)
    nn.init.zeros_(network.outputs.bias)
    return network
