#!/usr/bin/env python3
"""Writes an independent reference of the FID Inception network with random weights, for InceptionTest and scripts/test-inception.

    python3 inception_reference.py OUT [--divisor 32]

The network is written from its description (Szegedy et al., "Rethinking the Inception Architecture for Computer Vision", 2015, with the
differences of the graph of 2015-12-05: 1008 logits, average pools that leave padding out of the count, a max pool in the last block,
batch norm with epsilon 1e-3, TensorFlow 1's bilinear resize) in plain torch.nn. OUT receives

    weights.pth    its state dictionary in torch.save's old format, the format of the canonical file
    module.pt      the network as TorchScript; forward(img, return_features, use_fp16, no_output_bias) as in NVIDIA's file
    expected.pth   images, and the features and logits of each, computed in 64 bit, in torch.save's ZIP format

--divisor divides the number of channels of every layer (rounded up), so that the files are small enough for a repository.
Needs PyTorch 1.13 or newer.
"""
import argparse
import copy
import os
import zipfile

import torch
from torch import nn


class Unit(nn.Module):
    """Convolution without bias, batch norm, ReLU; the names are those of the published state dictionary."""

    def __init__(self, cin, cout, kernel, stride=1, padding=0):
        super().__init__()
        self.conv = nn.Conv2d(cin, cout, kernel, stride, padding, bias=False)
        self.bn = nn.BatchNorm2d(cout, eps=1e-3)

    def forward(self, x):
        return torch.relu(self.bn(self.conv(x)))


class Mixed(nn.Module):
    """A block whose branches are chains of units; their outputs are joined along the channels in the order given.

    branches: list of lists of (name, units' arguments); a fork at the end of a branch is a list of two entries.
    pool: 'mean', 'max' or 'stride', what the last branch begins with; its unit is called branch_pool where there is one.
    """

    def __init__(self, cin, branches, pool, pooled):
        super().__init__()
        self.plan = []
        self.width = 0
        for branch in branches:
            channels, names = cin, []
            for entry in branch:
                fork = entry if isinstance(entry, list) else [entry]
                total = 0
                for name, cout, kernel, stride, padding in fork:
                    self.add_module(name, Unit(channels, cout, kernel, stride, padding))
                    total += cout
                names.append([name for name, *_ in fork])
                channels = total
            self.plan.append(names)
            self.width += channels
        self.pool = {'mean': nn.AvgPool2d(3, 1, 1, count_include_pad=False), 'max': nn.MaxPool2d(3, 1, 1), 'stride': nn.MaxPool2d(3, 2)}[pool]
        if pooled:
            self.branch_pool = Unit(cin, pooled, 1)
        self.width += pooled or cin
        self.pooled = bool(pooled)

    def forward(self, x):
        outputs = []
        for names in self.plan:
            y = x
            for fork in names:
                y = torch.cat([getattr(self, name)(y) for name in fork], 1)
            outputs.append(y)
        y = self.pool(x)
        outputs.append(self.branch_pool(y) if self.pooled else y)
        return torch.cat(outputs, 1)


def layers(w):
    """Name and module of each stage up to the last block; w narrows a number of channels."""
    yield 'Conv2d_1a_3x3', Unit(3, w(32), 3, 2)
    yield 'Conv2d_2a_3x3', Unit(w(32), w(32), 3)
    yield 'Conv2d_2b_3x3', Unit(w(32), w(64), 3, 1, 1)
    yield '', nn.MaxPool2d(3, 2)
    yield 'Conv2d_3b_1x1', Unit(w(64), w(80), 1)
    yield 'Conv2d_4a_3x3', Unit(w(80), w(192), 3)
    yield '', nn.MaxPool2d(3, 2)
    width = w(192)
    blocks = []
    for name, pooled in ('5b', 32), ('5c', 64), ('5d', 64):
        blocks.append(('Mixed_' + name, [
            [('branch1x1', w(64), 1, 1, 0)],
            [('branch5x5_1', w(48), 1, 1, 0), ('branch5x5_2', w(64), 5, 1, 2)],
            [('branch3x3dbl_1', w(64), 1, 1, 0), ('branch3x3dbl_2', w(96), 3, 1, 1), ('branch3x3dbl_3', w(96), 3, 1, 1)]], 'mean', w(pooled)))
    blocks.append(('Mixed_6a', [
        [('branch3x3', w(384), 3, 2, 0)],
        [('branch3x3dbl_1', w(64), 1, 1, 0), ('branch3x3dbl_2', w(96), 3, 1, 1), ('branch3x3dbl_3', w(96), 3, 2, 0)]], 'stride', 0))
    row, column = ((1, 7), 1, (0, 3)), ((7, 1), 1, (3, 0))
    for name, c in ('6b', 128), ('6c', 160), ('6d', 160), ('6e', 192):
        blocks.append(('Mixed_' + name, [
            [('branch1x1', w(192), 1, 1, 0)],
            [('branch7x7_1', w(c), 1, 1, 0), ('branch7x7_2', w(c), *row), ('branch7x7_3', w(192), *column)],
            [('branch7x7dbl_1', w(c), 1, 1, 0), ('branch7x7dbl_2', w(c), *column), ('branch7x7dbl_3', w(c), *row),
             ('branch7x7dbl_4', w(c), *column), ('branch7x7dbl_5', w(192), *row)]], 'mean', w(192)))
    blocks.append(('Mixed_7a', [
        [('branch3x3_1', w(192), 1, 1, 0), ('branch3x3_2', w(320), 3, 2, 0)],
        [('branch7x7x3_1', w(192), 1, 1, 0), ('branch7x7x3_2', w(192), *row), ('branch7x7x3_3', w(192), *column),
         ('branch7x7x3_4', w(192), 3, 2, 0)]], 'stride', 0))
    for name, pool in ('7b', 'mean'), ('7c', 'max'):
        def split(prefix, a, b):
            return [(prefix + a, w(384), (1, 3), 1, (0, 1)), (prefix + b, w(384), (3, 1), 1, (1, 0))]
        blocks.append(('Mixed_' + name, [
            [('branch1x1', w(320), 1, 1, 0)],
            [('branch3x3_1', w(384), 1, 1, 0), split('branch3x3_2', 'a', 'b')],
            [('branch3x3dbl_1', w(448), 1, 1, 0), ('branch3x3dbl_2', w(384), 3, 1, 1), split('branch3x3dbl_3', 'a', 'b')]], pool, w(192)))
    for name, branches, pool, pooled in blocks:
        block = Mixed(width, branches, pool, pooled)
        width = block.width
        yield name, block


class Inception(nn.Module):
    """Images resized and scaled, to pooled features."""

    def __init__(self, w):
        super().__init__()
        self.order = []
        for i, (name, module) in enumerate(layers(w)):
            self.add_module(name or f'pool{i}', module)
            self.order.append(name or f'pool{i}')
        self.features = module.width
        self.fc = nn.Linear(self.features, w(1008))

    def forward(self, x):
        for name in self.order:
            x = getattr(self, name)(x)
        return x.mean((2, 3))


class Whole(nn.Module):
    """With the interface of NVIDIA's file."""

    def __init__(self, traced, fc):
        super().__init__()
        self.traced = traced
        self.fc = fc

    def resize(self, x):
        # TensorFlow 1 puts output pixel i at i * n / 299. Written as a product with matrices of hat functions.
        height, width = x.shape[2], x.shape[3]
        down = self.hats(height)
        across = self.hats(width)
        return torch.matmul(torch.matmul(down, x.to(torch.float64)), across.t()).to(torch.float32)

    def hats(self, n: int):
        at = torch.clamp(torch.arange(299, dtype=torch.float64) * (float(n) / 299.0), max=float(n - 1))
        return torch.clamp(1 - torch.abs(at.unsqueeze(1) - torch.arange(n, dtype=torch.float64)), min=0.0)

    def forward(self, img, return_features: bool = False, use_fp16: bool = False, no_output_bias: bool = False):
        assert img.shape[1] == 3
        features = self.traced((self.resize(img) - 128) / 128)
        if return_features:
            return features
        logits = torch.matmul(features, self.fc.weight.t())
        return logits if no_output_bias else logits + self.fc.bias


def randomise(net, generator):
    """Weights under which features tell images apart: batch norms first take the statistics of some images, then leave them a little."""
    norms = [module for module in net.modules() if isinstance(module, nn.BatchNorm2d)]
    for module in net.modules():
        if isinstance(module, (nn.Conv2d, nn.Linear)):
            module.weight.data.normal_(0, (2 / module.weight[0].numel()) ** 0.5, generator=generator)
    for norm in norms:
        norm.weight.data.uniform_(0.6, 1.4, generator=generator)
        norm.bias.data.normal_(0, 0.2, generator=generator)
        norm.momentum = 1.0
    some = torch.cat([picture(side, side, generator) for side in (4, 8, 16, 32, 64, 128, 299, 299)])
    net.train()(some.float() / 127.5 - 1)
    for norm in norms:
        norm.running_mean += norm.running_var.sqrt() * torch.empty_like(norm.running_mean).normal_(0, 0.1, generator=generator)
        norm.running_var *= torch.empty_like(norm.running_var).uniform_(0.8, 1.25, generator=generator)
    net.eval()


def picture(height, width, generator, size=(299, 299)):
    """Noise of a grain, on something smooth."""
    smooth, noise = (nn.functional.interpolate(torch.rand(1, 3, h, w, generator=generator), size, mode='bilinear', align_corners=False)
                     for h, w in ((4, 4), (height, width)))
    return (255 * (0.7 * smooth + 0.3 * noise)).clamp(0, 255).round().to(torch.uint8)


def images(generator):
    """Narrower than 299 pixels, wider, and just as many."""
    for size in (32, 32), (40, 24), (16, 320), (299, 12):
        yield picture(*size, generator, size)


def without_debug(path):
    """Leaves out of a TorchScript archive what only serves its error messages: half of a thin one."""
    with zipfile.ZipFile(path) as archive:
        entries = [(name, archive.read(name)) for name in archive.namelist() if not name.endswith('.debug_pkl')]
    with zipfile.ZipFile(path, 'w') as archive:
        for name, content in entries:
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED if '/code/' in name else zipfile.ZIP_STORED)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('out')
    parser.add_argument('--divisor', type=int, default=1)
    parser.add_argument('--seed', type=int, default=299)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    generator = torch.Generator().manual_seed(args.seed)
    with torch.no_grad():
        net = Inception(lambda channels: -(-channels // args.divisor)).eval()
        randomise(net, generator)
        # Only the layers are traced: their shape is fixed, that of the images is not.
        whole = torch.jit.script(Whole(torch.jit.trace(net, torch.rand(1, 3, 299, 299) * 2 - 1), net.fc).eval())
        os.makedirs(args.out, exist_ok=True)
        torch.save(net.state_dict(), os.path.join(args.out, 'weights.pth'), _use_new_zipfile_serialization=False)
        whole.save(os.path.join(args.out, 'module.pt'))
        without_debug(os.path.join(args.out, 'module.pt'))
        double = copy.deepcopy(net).double()
        expected = {}
        for i, image in enumerate(images(generator)):
            features = double((whole.resize(image).double() - 128) / 128)
            half = double(2 * nn.functional.interpolate(image.double() / 255, (299, 299), mode='bilinear', align_corners=False) - 1)
            logits = nn.functional.linear(features, net.fc.weight.double(), net.fc.bias.double())
            values = {'image': image, 'features': features, 'logits': logits, 'half_pixel': half}
            expected.update({f'{i}.{name}': value.float() for name, value in values.items()})
            rounding = (whole(image, return_features=True) - features).abs().max()
            print(f'{tuple(image.shape)}: {features.shape[1]} features, mean {features.mean():.4f}, deviation {features.std():.4f}, '
                  f'largest {features.max():.4f}, in 32 bit {rounding:.1e} away, by half-pixel resizing {(features - half).abs().max():.4f}')
        torch.save(expected, os.path.join(args.out, 'expected.pth'))


if __name__ == '__main__':
    main()
