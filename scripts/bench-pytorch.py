#!/usr/bin/env python3
"""Measures eager PyTorch at the work of `scripts/bench engine`, whose --with-python runs this. Prints one line of JSON.

    scripts/bench-pytorch.py --part sampling-fp32 --batch 32 --steps 3 --threads 2

The network has the shape of Straightway's: DDPM++ as reimplemented for Karras et al. 2022, width 64, levels 1-2-2 with 2 blocks,
attention at 16 pixels and in the middle, on the CPU or, with --device cuda:0, on a GPU. BF16 is PyTorch's autocast. The part
sampling-fp32-kept keeps the result of every operation until the end, which is what a binding without a garbage collector of its own
does: it is run for its memory.
"""
import argparse
import json
import math
import time

import torch
from torch import nn
from torch.nn import functional as F

SIZE, WIDTH, LEVELS, BLOCKS, ATTENTION, DROPOUT = 32, 64, (1, 2, 2), 2, (16,), 0.1
EMBEDDING = 4 * WIDTH
SIGMA_DATA = 0.5


def norm(channels):
    return nn.GroupNorm(min(32, channels // 4), channels, eps=1e-6)


class Block(nn.Module):
    """Residual block: norm, SiLU, convolution, embedding added, norm, SiLU, dropout, convolution; attention if asked for."""

    def __init__(self, inputs, outputs, attention=False, change=None):
        super().__init__()
        self.change = change
        self.norm0, self.conv0 = norm(inputs), nn.Conv2d(inputs, outputs, 3, padding=1)
        self.affine = nn.Linear(EMBEDDING, outputs)
        self.norm1, self.conv1 = norm(outputs), nn.Conv2d(outputs, outputs, 3, padding=1)
        self.skip = nn.Conv2d(inputs, outputs, 1) if inputs != outputs or change else nn.Identity()
        self.attention = attention
        if attention:
            self.norm2, self.qkv, self.proj = norm(outputs), nn.Conv2d(outputs, 3 * outputs, 1), nn.Conv2d(outputs, outputs, 1)

    def resampled(self, x):
        if self.change == 'down':
            return F.avg_pool2d(x, 2)
        return F.interpolate(x, scale_factor=2, mode='nearest') if self.change == 'up' else x

    def forward(self, x, embedding):
        h = self.conv0(self.resampled(F.silu(self.norm0(x))))
        h = h + self.affine(embedding)[:, :, None, None]
        h = F.dropout(F.silu(self.norm1(h)), DROPOUT, self.training)
        y = (self.conv1(h) + self.skip(self.resampled(x))) * math.sqrt(0.5)
        if not self.attention:
            return y
        batch, channels, height, width = y.shape
        q, k, v = self.qkv(self.norm2(y)).reshape(batch, channels, 3, height * width).unbind(2)
        weights = torch.softmax(torch.bmm(q.transpose(1, 2), k) / math.sqrt(channels), dim=2)
        mixed = torch.bmm(v, weights.transpose(1, 2)).reshape(batch, channels, height, width)
        return (y + self.proj(mixed)) * math.sqrt(0.5)


class Network(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed0, self.embed1 = nn.Linear(WIDTH, EMBEDDING), nn.Linear(EMBEDDING, EMBEDDING)
        self.first = nn.Conv2d(3, WIDTH, 3, padding=1)
        self.encoder, self.decoder = nn.ModuleList(), nn.ModuleList()
        channels, skips = WIDTH, [WIDTH]
        for level, factor in enumerate(LEVELS):
            if level > 0:
                self.encoder.append(Block(channels, channels, change='down'))
                skips.append(channels)
            for _ in range(BLOCKS):
                self.encoder.append(Block(channels, WIDTH * factor, SIZE >> level in ATTENTION))
                channels = WIDTH * factor
                skips.append(channels)
        self.middle = nn.ModuleList([Block(channels, channels, True), Block(channels, channels)])
        for level, factor in reversed(list(enumerate(LEVELS))):
            if level < len(LEVELS) - 1:
                self.decoder.append(Block(channels, channels, change='up'))
            for i in range(BLOCKS + 1):
                block = Block(channels + skips.pop(), WIDTH * factor, i == BLOCKS and SIZE >> level in ATTENTION)
                block.joins = True
                self.decoder.append(block)
                channels = WIDTH * factor
        self.norm, self.last = norm(channels), nn.Conv2d(channels, 3, 3, padding=1)

    def forward(self, x, noise):
        half = WIDTH // 2
        phase = torch.outer(noise, torch.exp(torch.arange(half, device=noise.device) * (-math.log(10000) / (half - 1))))
        embedding = F.silu(self.embed1(F.silu(self.embed0(torch.cat([phase.sin(), phase.cos()], dim=1)))))
        x = self.first(x)
        skips = [x]
        for block in self.encoder:
            x = block(x, embedding)
            skips.append(x)
        for block in self.middle:
            x = block(x, embedding)
        for block in self.decoder:
            x = block(torch.cat([x, skips.pop()], dim=1) if hasattr(block, 'joins') else x, embedding)
        return self.last(F.silu(self.norm(x)))


def denoise(network, x, t):
    """The denoiser in flow time, x = (1 - t)*data + t*noise."""
    t = t.reshape(-1, 1, 1, 1)
    q = torch.sqrt(SIGMA_DATA ** 2 * (1 - t) ** 2 + t ** 2)
    level = torch.log(torch.clamp(t / (1 - t), 0.002, 80)).flatten() / 4
    return SIGMA_DATA ** 2 * (1 - t) / q ** 2 * x + SIGMA_DATA * t / q * network(x / q, level).float()


def sample(network, batch, steps):
    network.eval()
    device = next(network.parameters()).device
    times = torch.linspace(1, 0, steps + 1, dtype=torch.float64, device=device)
    x = torch.randn(batch, 3, SIZE, SIZE).double().to(device)
    with torch.no_grad():
        for t, following in zip(times[:-1], times[1:]):
            d = denoise(network, x.float(), t.float())
            x = x + (following - t) * (x - d) / t
    return x


class Trainer:
    def __init__(self, network, batch):
        self.network, self.batch = network.train(), batch
        self.adam = torch.optim.Adam(network.parameters(), lr=1e-4)
        self.average = [p.detach().clone() for p in network.parameters()]
        self.device = next(network.parameters()).device
        self.images = (torch.rand(256, 3, SIZE, SIZE) * 2 - 1).to(self.device)

    def step(self, autocast):
        data = self.images[torch.randint(256, (self.batch,), device=self.device)]
        noise = torch.randn_like(data)
        sigma = torch.exp(1.2 * torch.randn(self.batch, device=self.device) - 1.2)
        t = sigma / (1 + sigma)
        wide = t.reshape(-1, 1, 1, 1)
        with autocast():
            d = denoise(self.network, torch.lerp(data, noise, wide), t)
        weight = (sigma ** 2 + SIGMA_DATA ** 2) / (sigma * SIGMA_DATA) ** 2
        loss = (weight * ((d - data) ** 2).mean(dim=(1, 2, 3))).mean()
        self.adam.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        self.adam.step()
        with torch.no_grad():
            for average, p in zip(self.average, self.network.parameters()):
                average.lerp_(p, 1e-3)
        return loss.item()


def keeping():
    """A mode that holds on to the result of every operation."""
    from torch.utils._python_dispatch import TorchDispatchMode

    class Keep(TorchDispatchMode):
        kept = []

        def __torch_dispatch__(self, function, types, args=(), kwargs=None):
            result = function(*args, **(kwargs or {}))
            self.kept.append(result)
            return result
    return Keep()


def peak_megabytes():
    with open('/proc/self/status') as status:
        return next(int(line.split()[1]) // 1024 for line in status if line.startswith('VmHWM'))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--part', default='sampling-fp32',
                        choices=['sampling-fp32', 'sampling-bf16', 'sampling-fp32-kept', 'training-fp32', 'training-bf16'])
    parser.add_argument('--batch', type=int, default=32)
    parser.add_argument('--steps', type=int, default=3)
    parser.add_argument('--threads', type=int, default=torch.get_num_threads())
    parser.add_argument('--device', type=torch.device, default='cpu')
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(1)
    network = Network().to(arguments.device)

    def autocast():
        return torch.autocast(arguments.device.type, dtype=torch.bfloat16, enabled='bf16' in arguments.part)

    if arguments.part.startswith('training'):
        trainer = Trainer(network, arguments.batch)

        def work():
            for _ in range(arguments.steps):
                trainer.step(autocast)
    elif arguments.part.endswith('kept'):
        def work():
            for _ in range(arguments.steps):
                mode = keeping()
                with mode:
                    sample(network, arguments.batch, 1)
                mode.kept.clear()
    else:
        def work():
            with autocast():
                sample(network, arguments.batch, arguments.steps).cpu()  # a GPU has finished when its result is here
    work()
    begin, cpu = time.perf_counter(), time.process_time()
    work()
    seconds, cpu = time.perf_counter() - begin, time.process_time() - cpu
    print(json.dumps({
        'imagesPerSecond': arguments.batch * arguments.steps / seconds,
        'cpuMillisPerImage': 1e3 * cpu / arguments.batch / arguments.steps,
        'peakMegabytes': peak_megabytes(),
        'parameters': sum(p.numel() for p in network.parameters()),
        'libtorch': torch.__version__,
        'device': str(arguments.device),
    }))


if __name__ == '__main__':
    main()
