"""Which layers of an NNX model are watched, and what the log says of each."""

from __future__ import annotations

import re
from typing import Any, Dict, Iterator, Mapping, Optional, Pattern, Sequence, Tuple

import jax
from flax import nnx

_METHODS = {
    "BatchNorm": "batch",
    "LayerNorm": "layer",
    "InstanceNorm": "instance",
    "GroupNorm": "group",
    "RMSNorm": "rms",
}
_STATE = {"runningMean": "mean", "runningVariance": "var", "weight": "scale", "bias": "bias"}
_MODES = ("use_running_average", "deterministic")


def chosen_layers(model: nnx.Module, layers: Optional[Pattern[str]]) -> Iterator[Tuple[str, nnx.Module]]:
    """Names ("encoder/norm") and modules whose name matches, or without a pattern the normalization layers."""
    for path, module in nnx.iter_modules(model):
        name = "/".join(str(key) for key in path)
        if normalization_method(module) is not None if layers is None else layers.search(name):
            yield name or type(module).__name__, module


def normalization_method(module: nnx.Module) -> Optional[str]:
    """ "batch", "layer", "instance", "group" or "rms" by class, or by the class's name if that is none of Flax's."""
    for name, method in _METHODS.items():
        known = getattr(nnx, name, None)
        if known is not None and isinstance(module, known):
            return method
    found = re.search(r"(Batch|Layer|Instance|Group|RMS)_?Norm", type(module).__name__, re.IGNORECASE)
    if found is None or sum(1 for _ in nnx.iter_modules(module)) > 1:
        return None
    return found[1].lower()


def describe_layer(name: str, module: nnx.Module, place: str) -> Dict[str, Any]:
    """The layer's entry in the log's `layers`. What normalization does is judged at its input."""
    method = normalization_method(module) if place == "input" else None
    momentum = getattr(module, "momentum", None) if method == "batch" else None
    eps = getattr(module, "epsilon", None)
    groups = getattr(module, "num_groups", None)
    return {
        "name": name,
        "type": type(module).__name__,
        "method": method,
        "place": place,
        "channelAxis": channel_axis(module),
        "momentum": momentum if isinstance(momentum, (int, float)) else None,
        "convention": "keras",
        "eps": eps if isinstance(eps, (int, float)) else None,
        "tracks": method == "batch" and getattr(module, "mean", None) is not None,
        "numGroups": groups if method == "group" and isinstance(groups, int) else None,
    }


def channel_axis(module: nnx.Module) -> int:
    """The layer's own axis, the last of several; channels are last in layers that have none."""
    if normalization_method(module) is None:
        return -1
    axis = getattr(module, "axis", getattr(module, "feature_axes", -1))
    if isinstance(axis, Sequence) and axis:
        axis = axis[-1]
    return axis if isinstance(axis, int) else -1


def state_of(module: nnx.Module) -> Dict[str, jax.Array]:
    """Running statistics, scale and shift by the log's names, as they are now; vectors only."""
    state = {}
    for name, attribute in _STATE.items():
        variable = getattr(module, attribute, None)
        if isinstance(variable, nnx.Variable) and len(variable.shape) <= 1:
            state[name] = jax.lax.stop_gradient(variable[...])
    return state


def in_training(module: nnx.Module, arguments: Sequence[Any], by_name: Mapping[str, Any]) -> Optional[bool]:
    """Whether a call of batch normalization takes the batch's statistics; None for other layers."""
    if normalization_method(module) != "batch":
        return None
    given = by_name.get("use_running_average", arguments[1] if len(arguments) > 1 else None)
    average = given if isinstance(given, bool) else getattr(module, "use_running_average", None)
    return not average


def evaluates(model: nnx.Module) -> bool:
    """Whether all layers in it that have a mode are in that of evaluation, as `model.eval()` leaves them."""
    modes = [getattr(module, name, None) for _, module in nnx.iter_modules(model) for name in _MODES]
    known = [mode for mode in modes if isinstance(mode, bool)]
    return bool(known) and all(known)
