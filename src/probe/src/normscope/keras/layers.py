"""Which layers of a Keras model are watched, and what the log says of each."""

from __future__ import annotations

import re
from typing import Any, Dict, Iterator, List, Optional, Pattern, Tuple

import keras

_METHODS = {
    "BatchNormalization": "batch",
    "LayerNormalization": "layer",
    "GroupNormalization": "group",
    "RMSNormalization": "rms",
}
_STATE = {
    "runningMean": ("moving_mean",),
    "runningVariance": ("moving_variance",),
    "weight": ("gamma", "scale"),
    "bias": ("beta",),
}


def chosen_layers(model: Any, layers: Optional[Pattern[str]]) -> Iterator[Tuple[str, Any]]:
    """Names and layers whose name matches, or without a pattern the normalization layers; each layer once."""
    for name, layer in named_layers(model):
        if normalizes(layer) if layers is None else layers.search(name):
            yield name, layer


def named_layers(model: Any) -> List[Tuple[str, Any]]:
    """All layers in the model, however deep, by their names and those of the models they are in: "encoder/norm"."""
    found: List[Tuple[str, Any]] = []
    names: Dict[str, int] = {}
    met = {id(model)}

    def walk(parent: Any, prefix: str) -> None:
        for layer in parent._flatten_layers(include_self=False, recursive=False):
            if id(layer) not in met:
                met.add(id(layer))
                name = prefix + layer.name
                names[name] = names.get(name, 0) + 1
                found.append((name if names[name] == 1 else f"{name}#{names[name]}", layer))
                walk(layer, f"{name}/")

    walk(model, "")
    # A model may be a single layer.
    return found or [(model.name, model)]


def normalizes(layer: Any) -> bool:
    """Whether the layer is watched by default."""
    unit = getattr(keras.layers, "UnitNormalization", None)
    return normalization_method(layer) is not None or (unit is not None and isinstance(layer, unit))


def normalization_method(layer: Any) -> Optional[str]:
    """ "batch", "layer", "instance", "group" or "rms" by class, or by the class's name if that is none of Keras's."""
    for name, method in _METHODS.items():
        known = getattr(keras.layers, name, None)
        if known is not None and isinstance(layer, known):
            return "instance" if method == "group" and _channels_stand_alone(layer) else method
    found = re.search(r"(Batch|Layer|Instance|Group|RMS)_?Norm", type(layer).__name__, re.IGNORECASE)
    if found is None or layer._flatten_layers(include_self=False, recursive=False):
        return None
    return found[1].lower()


def _channels_stand_alone(layer: Any) -> bool:
    sizes = [variable.shape[0] for variable in state_of(layer).values()]
    return layer.groups in (-1, *sizes)


def describe_layer(name: str, layer: Any, place: str) -> Dict[str, Any]:
    """The layer's entry in the log's `layers`. What normalization does is judged at its input."""
    method = normalization_method(layer) if place == "input" else None
    momentum = getattr(layer, "momentum", None) if method == "batch" else None
    eps = getattr(layer, "epsilon", None)
    return {
        "name": name,
        "type": type(layer).__name__,
        "method": method,
        "place": place,
        "channelAxis": channel_axis(layer),
        "momentum": momentum if isinstance(momentum, (int, float)) else None,
        "convention": "keras",
        "eps": eps if isinstance(eps, (int, float)) else None,
        "tracks": place == "input" and getattr(layer, "moving_mean", None) is not None,
        "numGroups": layer.groups if method == "group" and isinstance(layer.groups, int) else None,
    }


def channel_axis(layer: Any) -> int:
    """The layer's own axis, the last of several; channels are last in layers that have none, or where they say."""
    axis = getattr(layer, "axis", None)
    if isinstance(axis, (list, tuple)) and axis:
        axis = axis[-1]
    if isinstance(axis, int) and normalizes(layer):
        return axis
    return 1 if getattr(layer, "data_format", None) == "channels_first" else -1


def state_of(layer: Any) -> Dict[str, Any]:
    """The layer's variables by the log's names: vectors of moving statistics, scale and shift."""
    state = {}
    for name, attributes in _STATE.items():
        variable = next((v for a in attributes if (v := getattr(layer, a, None)) is not None), None)
        if variable is not None and len(getattr(variable, "shape", (0, 0))) <= 1:
            state[name] = variable
    return state


def in_training(layer: Any, called_in_training: bool) -> bool:
    """Whether the layer trains: batch normalization that is frozen runs as in inference."""
    frozen = normalization_method(layer) == "batch" and not layer.trainable
    return called_in_training and not frozen
