"""PyTorch's normalizations, and its passes for what a profile says."""

import numpy as np
import torch
import torch.nn.functional as F
from side import EPS, Parts, serve, values_of

MOMENTUM = 0.1


def prepare(task):
    if task["op"] == "file" or task["dtype"] != "float32":
        return {}
    x = torch.from_numpy(values_of(task))
    if task["op"] == "profile":
        layout = task["layout"]
        channels = layout["channels"]
        x = x.reshape(layout["outer"], channels, layout["inner"])
        return {"passes": lambda: passes(x, (0, 2) if channels > 1 else None, task["nan"])}
    channels = task["layout"]["channels"]
    c = torch.arange(channels)
    run = OPS[task["op"]](x, 1 + (c % 8) / 8, (c % 5) / 5, task["groups"])

    def without_result():
        run()

    return {"run": without_result}


def batch_norm(training):
    def start(x, weight, bias, _):
        mean, variance = torch.zeros(len(weight)), torch.ones(len(weight))
        return lambda: F.batch_norm(x, mean, variance, weight, bias, training, MOMENTUM, EPS)

    return start


def batch_norm_backward(x, weight, _bias, _groups):
    g = x.clone()
    mean, variance = torch.zeros(len(weight)), torch.ones(len(weight))
    backward = torch.ops.aten.native_batch_norm_backward
    return lambda: backward(g, x, weight, mean, variance, mean, variance, True, EPS, [True, True, True])


def layer_norm_backward(x, weight, bias, _):
    g = x.clone()
    shape = [len(weight)]
    _, mean, inv_std = torch.ops.aten.native_layer_norm(x, shape, weight, bias, EPS)
    backward = torch.ops.aten.native_layer_norm_backward
    return lambda: backward(g, x, shape, mean, inv_std, weight, bias, [True, True, True])


def rms_norm(x, weight, _bias, _groups):
    if hasattr(F, "rms_norm"):
        return lambda: F.rms_norm(x, [len(weight)], weight, EPS)
    return lambda: x * torch.rsqrt((x * x).mean(-1, keepdim=True) + EPS) * weight


OPS = {
    "batchNormEval": batch_norm(False),
    "batchNormTrain": batch_norm(True),
    "batchNormBackward": batch_norm_backward,
    "layerNorm": lambda x, w, b, _: lambda: F.layer_norm(x, [len(w)], w, b, EPS),
    "layerNormBackward": layer_norm_backward,
    "rmsNorm": rms_norm,
    "instanceNorm": lambda x, w, b, _: lambda: F.instance_norm(x, weight=w, bias=b, eps=EPS),
    "groupNorm": lambda x, w, b, groups: lambda: F.group_norm(x, groups, w, b, EPS),
}


def passes(x, axes, nan):
    """As NumPy's, without quantiles, which torch refuses for so many values."""
    part = Parts()
    good = x
    if nan:
        good = part("select finite", lambda: x[torch.isfinite(x)])
    one = lambda name, step: part(f"whole {name}", step)
    moments(good, None, one)
    counts(x, None, one)
    one("argmin", good.argmin)
    one("argmax", good.argmax)
    one("histogram", lambda: torch.histc(good, 256))
    if axes is not None:
        each = lambda name, step: part(f"channel {name}", step)
        if nan:
            finite = each("isfinite", lambda: torch.isfinite(x))
            moments(each("clean", lambda: torch.where(finite, x, torch.zeros(()))), axes, each)
        else:
            moments(x, axes, each)
        counts(x, axes, each)
    return part.ms


def moments(x, axes, part):
    over = list(range(x.dim())) if axes is None else list(axes)
    mean = part("mean", lambda: x.mean(over, keepdim=True))
    part("variance", lambda: x.var(over, unbiased=False))

    def higher():
        d = x - mean
        d2 = d * d
        return (d2 * d).mean(over), (d2 * d2).mean(over)

    part("skewness and kurtosis", higher)
    part("min and max", lambda: (x.amin(over), x.amax(over)))


def counts(x, axes, part):
    over = list(range(x.dim())) if axes is None else list(axes)
    part("zeros", lambda: torch.count_nonzero(x == 0, over))
    part("isnan", lambda: torch.isnan(x).sum(over))
    part("isinf", lambda: torch.isinf(x).sum(over))


if __name__ == "__main__":
    torch.set_grad_enabled(False)
    torch.set_num_threads(1)
    simd = torch.__config__.show().split("CPU capability usage: ")[-1].split("\n")[0]
    serve(f"PyTorch {torch.__version__} ({simd}), {torch.get_num_threads()} thread, NumPy {np.__version__}", prepare)
