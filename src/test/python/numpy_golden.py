#!/usr/bin/env python3
"""Writes what the tests and the reader of reflow pairs need of NumPy: python3 numpy_golden.py REPOSITORY (needs NumPy, nm and readelf).

- src/main/resources/numpy/ziggurat.bin: NumPy's tables for standard normals, 256 rows of ki (uint64), wi and fi (float64), big-endian.
- src/test/resources/golden/numpy-normals.csv: state and increment of PCG64 in hexadecimal, a count, the bits of the first normals in
  hexadecimal (float64), the SHA-256 of so many normals as float32, little-endian.
"""
import hashlib
import os
import struct
import subprocess
import sys
import tempfile

import numpy as np

FIRST = 4
TAIL = 3.6541528853610088


def tables():
    library = os.path.abspath(os.path.join(os.path.dirname(np.random.__file__), 'lib', 'libnpyrandom.a'))
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(['ar', 'x', library], cwd=folder, check=True)
        file = next(os.path.join(folder, name) for name in os.listdir(folder) if 'distributions.' in name)
        symbols = {line.split()[2]: int(line.split()[0], 16) for line in subprocess.check_output(['nm', file], text=True).splitlines()
                   if line.split()[1] == 'r'}
        sections = [line.replace('[ ', '[').split() for line in subprocess.check_output(['readelf', '-SW', file], text=True).splitlines()]
        start = next(int(words[4], 16) for words in sections if len(words) > 4 and words[1] == '.rodata')
        with open(file, 'rb') as code:
            data = code.read()
    columns = [struct.unpack_from('<256' + kind, data, start + symbols[name]) for name, kind in
               (('ki_double', 'Q'), ('wi_double', 'd'), ('fi_double', 'd'))]
    return b''.join(struct.pack('>Qdd', *row) for row in zip(*columns))


def generator(state, increment):
    bits = np.random.PCG64()
    bits.state = {'bit_generator': 'PCG64', 'state': {'state': state, 'inc': increment}, 'has_uint32': False, 'uinteger': 0}
    return np.random.Generator(bits)


def line(state, increment, count):
    normals = generator(state, increment).standard_normal(count)
    first = ' '.join(struct.pack('>d', value).hex() for value in normals[:FIRST])
    return f'{state:032x},{increment:032x},{count},{first},{hashlib.sha256(normals.astype("<f4").tobytes()).hexdigest()}'


def states():
    """States of a generator on its way: the first ones, some whose first normal is in the tail, and some that throw words away first."""
    source = np.random.default_rng(2024)
    tail = rejected = 0
    for step in range(200_000):
        state, increment = (source.bit_generator.state['state'][key] for key in ('state', 'inc'))
        value = source.standard_normal()
        used = np.random.PCG64()
        used.state = {'bit_generator': 'PCG64', 'state': {'state': state, 'inc': increment}, 'has_uint32': False, 'uinteger': 0}
        used.random_raw()
        if step < 4 or abs(value) > TAIL and tail < 8:
            tail += abs(value) > TAIL
            yield state, increment
        elif used.state['state']['state'] != source.bit_generator.state['state']['state'] and rejected < 12:
            rejected += 1
            yield state, increment


def main():
    root = sys.argv[1]
    with open(os.path.join(root, 'src/main/resources/numpy/ziggurat.bin'), 'wb') as out:
        out.write(tables())
    lines = [line(state, increment, 12) for state, increment in states()]
    lines += [line((1 << 128) - 1, (1 << 128) - 1, 12), line(0, 1, 12), line(1 << 64, (1 << 127) + 1, 12)]
    lines.append(line(0x0123456789abcdef0011223344556677, 0xfedcba98765432100123456789abcdef, 3_000_000))
    with open(os.path.join(root, 'src/test/resources/golden/numpy-normals.csv'), 'w') as out:
        out.write('\n'.join(lines) + '\n')


if __name__ == '__main__':
    main()
