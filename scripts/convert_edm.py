#!/usr/bin/env python3
"""Converts a network pickle of EDM (https://github.com/NVlabs/edm) to safetensors, for `straightway model import`.

    PYTHONPATH=path/to/edm python3 convert_edm.py edm-cifar10-32x32-uncond-vp.pkl cifar10.safetensors

Needs PyTorch and a checkout of EDM, whose classes the pickle names. A pickle can run any code: convert only files you trust.
The tensors keep the names of EDM's state dictionary; the shape of the network goes into the metadata as JSON.
"""
import argparse
import json
import pickle
import struct
import sys

SONG = dict(model_channels=128, channel_mult=[1, 2, 2, 2], num_blocks=4, attn_resolutions=[16], dropout=0.10, label_dropout=0,
            augment_dim=0, embedding_type='positional', encoder_type='standard', decoder_type='standard', channel_mult_noise=1,
            channel_mult_emb=4, resample_filter=[1, 1])
DHARIWAL = dict(model_channels=192, channel_mult=[1, 2, 3, 4], num_blocks=3, attn_resolutions=[32, 16, 8], dropout=0.10,
                label_dropout=0, augment_dim=0, channel_mult_emb=4)
VARIANTS = {
    'DDPMPP': dict(embedding_type='positional', encoder_type='standard', decoder_type='standard', channel_mult_noise=1,
                   channel_mult_emb=4, resample_filter=[1, 1]),
    'NCSNPP': dict(embedding_type='fourier', encoder_type='residual', decoder_type='standard', channel_mult_noise=2,
                   channel_mult_emb=4, resample_filter=[1, 3, 3, 1]),
    'ADM': dict(channel_mult_emb=4),
}


def network(model_type, options):
    """The shape of a network as Straightway writes it, from the arguments of EDM's constructor; ValueError for any other network."""
    defaults = {'SongUNet': SONG, 'DhariwalUNet': DHARIWAL}.get(model_type)
    if defaults is None:
        raise ValueError(f'the model is {model_type}, allowed: SongUNet or DhariwalUNet')
    full = {**defaults, **options}
    names = ['ADM'] if model_type == 'DhariwalUNet' else ['DDPMPP', 'NCSNPP']
    fitting = [name for name in names if all(list_or(full[key]) == value for key, value in VARIANTS[name].items())]
    if not fitting:
        asked = {key: full[key] for key in VARIANTS[names[0]]}
        raise ValueError(f'the {model_type} has {asked}, allowed: the values of {" or ".join(names)}')
    return {
        'architecture': fitting[0],
        'resolution': int(full['img_resolution']),
        'channels': int(full.get('img_channels', full.get('in_channels', 3))),
        'classes': int(full.get('label_dim', 0)),
        'baseChannels': int(full['model_channels']),
        'multipliers': [int(m) for m in full['channel_mult']],
        'blocks': int(full['num_blocks']),
        'attention': [int(a) for a in full['attn_resolutions']],
        'dropout': float(full['dropout']),
        'labelDropout': float(full['label_dropout']),
        'augmentLabels': int(full['augment_dim'] or 0),
    }


def list_or(value):
    return list(value) if isinstance(value, (list, tuple)) else value


def write(path, tensors, metadata):
    """tensors: name to (shape, bytes of 32 bit floats, little-endian)."""
    header = {'__metadata__': metadata}
    position = 0
    for name, (shape, values) in tensors.items():
        header[name] = {'dtype': 'F32', 'shape': list(shape), 'data_offsets': [position, position + len(values)]}
        position += len(values)
    text = json.dumps(header).encode()
    text += b' ' * (-len(text) % 8)
    with open(path, 'wb') as out:
        out.write(struct.pack('<Q', len(text)) + text)
        for _, values in tensors.values():
            out.write(values)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('pickle', help='network-snapshot or released network, .pkl')
    parser.add_argument('safetensors', help='file to write')
    parser.add_argument('--key', default='ema', help='which network of the pickle (default: %(default)s)')
    arguments = parser.parse_args()
    try:
        import torch  # the pickle needs it
    except ImportError:
        sys.exit('PyTorch is missing: pip install torch')
    try:
        with open(arguments.pickle, 'rb') as file:
            content = pickle.load(file)
    except ModuleNotFoundError as e:
        sys.exit(f'{e.name} is missing: set PYTHONPATH to a checkout of https://github.com/NVlabs/edm')
    except (OSError, EOFError, pickle.UnpicklingError) as e:
        sys.exit(f'{arguments.pickle} cannot be read as a pickle: {e}')
    networks = sorted(key for key, value in content.items() if isinstance(value, torch.nn.Module)) if isinstance(content, dict) else []
    if arguments.key not in networks:
        sys.exit(f'--key is {arguments.key}, allowed: a network of {arguments.pickle}, which has {", ".join(networks) or "none"}')
    net = content[arguments.key]
    if type(net).__name__ != 'EDMPrecond' or net.sigma_data != 0.5:
        sys.exit(f'the network is of type {type(net).__name__} with sigma_data {getattr(net, "sigma_data", "none")}, allowed: EDMPrecond with 0.5')
    try:
        shape = network(type(net.model).__name__, dict(net.model.init_kwargs, img_resolution=net.img_resolution,
                                                       img_channels=net.img_channels, label_dim=net.label_dim))
    except ValueError as e:
        sys.exit(str(e))
    tensors = {}
    for name, value in net.state_dict().items():
        array = value.detach().to('cpu', torch.float32).contiguous().numpy().astype('<f4')
        tensors[name] = (array.shape, array.tobytes())
    write(arguments.safetensors, tensors, {'format': 'pt', 'straightway.network': json.dumps(shape), 'source': arguments.pickle})
    print(f'{arguments.safetensors}: {len(tensors)} tensors, {json.dumps(shape)}')


if __name__ == '__main__':
    main()
