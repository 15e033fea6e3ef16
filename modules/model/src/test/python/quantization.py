"""Writes what quantising must give: modules/model/src/test/resources/quantization.safetensors.

    python3 quantization.py OUT.safetensors [--bitsandbytes]

NF4 is computed here from its description (Dettmers et al. 2023, QLoRA, section 3 and appendix E; the dynamic code of the
scales: Dettmers et al. 2022, 8-bit Optimizers, section 2.1), FP8 by torch.float8_e4m3fn. With --bitsandbytes the NF4
part is compared with that library, which must be installed.
"""

import sys
from statistics import NormalDist

import numpy as np
import torch
from safetensors.torch import save_file

ROWS, COLUMNS = 100, 168  # 262.5 blocks of 64, so two blocks of scales
BLOCK, SCALES_BLOCK = 64, 256

NF4 = np.array(
    [-1.0, -0.6961928009986877, -0.5250730514526367, -0.39491748809814453, -0.28444138169288635, -0.18477343022823334,
     -0.09105003625154495, 0.0, 0.07958029955625534, 0.16093020141124725, 0.24611230194568634, 0.33791524171829224,
     0.44070982933044434, 0.5626170039176941, 0.7229568362236023, 1.0],
    dtype=np.float32,
)  # fmt: skip


def check_code_book():
    """Quantiles of the normal distribution: 8 negative, 9 positive, zero in both, scaled to [-1, 1]."""
    outermost = 0.9677083
    negative = [-NormalDist().inv_cdf(p) for p in np.linspace(outermost, 0.5, 8)[:-1]]
    positive = [NormalDist().inv_cdf(p) for p in np.linspace(outermost, 0.5, 9)[:-1]]
    values = np.sort(np.array(negative + [0.0] + positive))
    assert np.abs(values / values.max() - NF4).max() < 1e-6


def weights():
    """Numbers that any language gets exactly: a hash of the index, blocks of differing size."""
    index = np.arange(ROWS * COLUMNS, dtype=np.uint64)
    hashed = (index * np.uint64(2654435761)) % np.uint64(1 << 32)
    amplitude = (1 + (index // 64) % 13).astype(np.float64)
    return ((hashed.astype(np.float64) / 2.0**32 - 0.5) * amplitude * 0.1).astype(np.float32)


def dynamic_code():
    """Per decade 2^i middles of equal parts of [0.1, 1], of both signs; 0 and 1. In float32, as torch computes them."""
    values = [0.0, 1.0]
    for decade in range(7):
        edges = torch.linspace(0.1, 1, 2**decade + 1)
        middles = (edges[:-1] + edges[1:]) / 2 * 10.0 ** (decade - 6)
        values += middles.tolist() + (-middles).tolist()
    return np.sort(np.array(values, dtype=np.float32))


def nearest(values, code_book):
    distance = np.abs(values[:, None].astype(np.float64) - code_book[None].astype(np.float64))
    return distance.argmin(axis=1).astype(np.uint8)


def blockwise(values, code_book, block):
    codes = np.empty(len(values), dtype=np.uint8)
    largest = np.empty((len(values) + block - 1) // block, dtype=np.float32)
    for i in range(len(largest)):
        part = values[i * block : (i + 1) * block]
        largest[i] = np.abs(part).max()
        codes[i * block : (i + 1) * block] = nearest(part * (np.float32(1) / largest[i]), code_book)
    return codes, largest


def nf4(values, dynamic):
    codes, scales = blockwise(values, NF4, BLOCK)
    mean = np.float32(scales.astype(np.float64).mean())
    scale_codes, scale_scales = blockwise(scales - mean, dynamic, SCALES_BLOCK)
    decoded = dynamic[scale_codes] * np.repeat(scale_scales, SCALES_BLOCK)[: len(scales)] + mean
    assert decoded.dtype == np.float32
    restored = NF4[codes] * np.repeat(decoded, BLOCK)[: len(values)]
    return codes, decoded, restored


def compare_with_bitsandbytes(values, codes, scales):
    """Same 4-bit codes. Its processor code takes the neighbour where a scale lies within 1e-3 of the middle of two."""
    from bitsandbytes import functional

    packed, state = functional.quantize_4bit(
        torch.from_numpy(values), blocksize=BLOCK, quant_type="nf4", compress_statistics=True
    )
    packed = packed.numpy().ravel()
    their_codes = np.stack([packed >> 4, packed & 15], axis=1).ravel()[: len(values)]
    their_scales = (functional.dequantize_blockwise(state.absmax, state.state2) + state.offset).numpy()
    apart = np.abs(their_scales - scales) > 1e-7  # beyond the order in which the mean is summed
    print("bitsandbytes:", (their_codes != codes).sum(), "other codes,", apart.sum(), "other scales of", len(scales))
    assert (their_codes == codes).all() and apart.mean() < 0.01


def fp8():
    codes = torch.arange(256, dtype=torch.uint8)
    table = codes.view(torch.float8_e4m3fn).float()
    generator = torch.Generator().manual_seed(3)
    numbers = torch.randn(600, generator=generator) * torch.exp2(torch.randint(-12, 9, (600,), generator=generator))
    finite = table[table.isfinite()].sort().values
    ties = (finite[:-1] + finite[1:]) / 2
    numbers = torch.cat([numbers, ties, finite]).clamp(-448, 448)
    return table, numbers, numbers.to(torch.float8_e4m3fn).view(torch.uint8)


def main():
    check_code_book()
    values = weights()
    codes, scales, restored = nf4(values, dynamic_code())
    if "--bitsandbytes" in sys.argv:
        compare_with_bitsandbytes(values, codes, scales)
    error = np.square(restored.astype(np.float64) - values).mean()
    table, numbers, number_codes = fp8()
    save_file(
        {
            "nf4.values": torch.from_numpy(NF4),
            "nf4.codes": torch.from_numpy(codes),
            "nf4.scales": torch.from_numpy(scales),
            "nf4.mean_square_error": torch.tensor([error], dtype=torch.float64),
            "fp8.values": table,
            "fp8.numbers": numbers,
            "fp8.codes": number_codes,
        },
        sys.argv[1],
    )
    print("mean square error", error)


if __name__ == "__main__":
    main()
