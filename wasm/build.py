"""Builds wasm/kernel.wasm from pinned sources. See wasm/README.md.

    python wasm/build.py [--work FOLDER] [--check]

Everything comes from the package index that pip is set up for, and is checked against the hashes below: the compiler
(the ziglang wheel) and two source distributions. The result does not depend on the folder. With --check nothing is
written: the build must give the committed file.
"""

import argparse
import hashlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

import word64

HERE = Path(__file__).resolve().parent
# Of the compiler's wheels, the one for Linux on x86-64: a build on another machine must add its own.
COMPILER = "ziglang==0.17.1 --hash=sha256:ea6cc5d87b033cf0aedfbc8f9549a908cae6c50ac31f1698188fa48a74524b54"
# Source distributions: name, version, SHA-256.
BLOSC = ("numcodecs", "0.16.5", "0d0fb60852f84c0bd9543cc4d2ab9eefd37fc8efcc410acd4777e62a1d300318")
LIBDEFLATE = ("deflate", "0.9.0", "962e0a6f1ea3a94b900a8ea0ce138fa92bfcbafda5b86367104a259ffcd3462b")

OWN = [
    "adler32.c",
    "bit_plane_frame.c",
    "bit_plane_kind.c",
    "bit_planes.c",
    "blosc_frame.c",
    "blosc_planes.c",
    "crc32.c",
    "crc32c.c",
    "deflate.c",
    "filter.c",
    "inflate_symbols.c",
    "lz4_block.c",
    "lzw.c",
    "memory.c",
    "packbits.c",
    "plane.c",
    "plane_levels.c",
    "shuffle.c",
    "zstd_blocks.c",
    "zstd_frame.c",
]
STACK_BYTES = 1 << 20


def run(*command):
    subprocess.run([str(part) for part in command], check=True)


def sha256(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def environment(work):
    """A virtual environment with the pinned compiler; returns its python."""
    folder = work / "environment"
    python = folder / "bin" / "python"
    if not python.exists():
        run(sys.executable, "-m", "venv", folder)
        pins = work / "compiler.txt"
        pins.write_text(COMPILER)
        run(python, "-m", "pip", "install", "--quiet", "--require-hashes", "-r", pins)
    return python


def unpack(work, python, package):
    """The folder of a freshly unpacked source distribution."""
    name, version, expected = package
    archive = work / f"{name}-{version}.tar.gz"
    if not archive.exists():
        only_source = ["--no-deps", "--no-binary", name]
        run(python, "-m", "pip", "download", "--quiet", *only_source, "-d", work, f"{name}=={version}")
    if sha256(archive) != expected:
        sys.exit(f"{archive.name}: the hash is {sha256(archive)}, not {expected}")
    folder = work / f"{name}-{version}"
    if folder.exists():
        shutil.rmtree(folder)
    with tarfile.open(archive) as tar:
        tar.extractall(work, filter="data")
    return folder


def sources(work, python):
    """All C files, and the folders in which they find headers."""
    blosc = unpack(work, python, BLOSC) / "c-blosc"
    libdeflate = unpack(work, python, LIBDEFLATE) / "libdeflate"
    lz4 = next((blosc / "internal-complibs").glob("lz4-*"))
    zstd = next((blosc / "internal-complibs").glob("zstd-*"))
    word64.widen(zstd, word64.ZSTD)
    word64.widen(lz4, word64.LZ4)
    word64.widen(libdeflate, word64.LIBDEFLATE)
    shuffles = "shuffle-sse2 bitshuffle-sse2 shuffle-generic bitshuffle-generic"
    deflates = "deflate_compress deflate_decompress gzip_compress gzip_decompress zlib_compress zlib_decompress"
    files = [
        *(HERE / name for name in OWN),
        *(blosc / "blosc" / f"{name}.c" for name in f"blosc blosclz fastcopy {shuffles}".split()),
        *(lz4 / f"{name}.c" for name in ("lz4", "lz4hc")),
        *(file for part in ("common", "compress", "decompress") for file in sorted((zstd / part).glob("*.c"))),
        *(libdeflate / "lib" / f"{name}.c" for name in f"crc32 utils {deflates}".split()),
    ]
    headers = [HERE / "compat", HERE, blosc / "blosc", lz4, zstd, libdeflate]
    return files, headers


FLAGS = [
    *"-target wasm32-wasi -mexec-model=reactor -O3 -msimd128 -mbulk-memory -mnontrapping-fptoint -msign-ext".split(),
    *"-fno-sanitize=all -fvisibility=hidden -w -DNDEBUG -D__SSE2__=1 -DHAVE_LZ4 -DHAVE_ZLIB -DHAVE_ZSTD".split(),
    *"-DXXH_NAMESPACE=ZSTD_ -DZSTD_LEGACY_SUPPORT=0 -DZSTD_TRACE=0 -DDEBUGLEVEL=0".split(),
    *f"-Wl,--no-entry -Wl,--strip-all -Wl,-z,stack-size={STACK_BYTES}".split(),
]


def build(work, check):
    python = environment(work)
    files, headers = sources(work, python)
    output = work / "kernel.wasm"
    prefixes = [f"-ffile-prefix-map={folder}=." for folder in (work, HERE)]
    includes = [f"-I{folder}" for folder in headers]
    run(python, "-m", "ziglang", "cc", *FLAGS, *prefixes, *includes, *files, "-o", output)
    digest = sha256(output)
    print(f"{output.name}: {output.stat().st_size} bytes, SHA-256 {digest}")
    committed = HERE / "kernel.wasm"
    if check:
        sys.exit(0 if digest == sha256(committed) else "This is not the committed file.")
    committed.write_bytes(output.read_bytes())
    (HERE / "SHA256SUMS").write_text(f"{digest}  kernel.wasm\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, help="folder for downloads and the compiler (default: a temporary one)")
    parser.add_argument("--check", action="store_true", help="only compare with the committed file")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = (chosen.work or Path(temporary)).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        build(folder, chosen.check)
