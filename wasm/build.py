"""Builds wasm/kernel.wasm from pinned sources. See wasm/README.md.

    python wasm/build.py [--work FOLDER]

Everything comes from the package index that pip is set up for, and is checked against the hashes below: the compiler
(the ziglang wheel) and two source distributions. The result does not depend on the folder or the machine.
"""

import argparse
import hashlib
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ZIGLANG = "0.17.1"
# Source distributions: name -> (version, file, SHA-256).
SOURCES = {
    "numcodecs": (
        "0.16.5",
        "numcodecs-0.16.5.tar.gz",
        "0d0fb60852f84c0bd9543cc4d2ab9eefd37fc8efcc410acd4777e62a1d300318",
    ),
    "deflate": (
        "0.9.0",
        "deflate-0.9.0.tar.gz",
        "962e0a6f1ea3a94b900a8ea0ce138fa92bfcbafda5b86367104a259ffcd3462b",
    ),
}
OWN = [
    "blosc_frame.c",
    "deflate.c",
    "lz4_block.c",
    "memory.c",
    "shuffle.c",
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
        run(python, "-m", "pip", "install", "--quiet", f"ziglang=={ZIGLANG}")
    return python


def unpack(work, python, name):
    version, file, expected = SOURCES[name]
    archive = work / file
    if not archive.exists():
        run(python, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", name, "-d", work, f"{name}=={version}")
    if sha256(archive) != expected:
        sys.exit(f"{file}: the hash is {sha256(archive)}, not {expected}")
    folder = work / f"{name}-{version}"
    if not folder.exists():
        with tarfile.open(archive) as tar:
            tar.extractall(work, filter="data")
    return folder


def sources(work, python):
    """All C files, and the folders in which they find headers."""
    blosc = unpack(work, python, "numcodecs") / "c-blosc"
    libdeflate = unpack(work, python, "deflate") / "libdeflate"
    lz4 = next((blosc / "internal-complibs").glob("lz4-*"))
    zstd = next((blosc / "internal-complibs").glob("zstd-*"))
    files = [HERE / name for name in OWN]
    files += [blosc / "blosc" / f"{name}.c" for name in ("blosc", "blosclz", "fastcopy", "shuffle-sse2", "bitshuffle-sse2", "shuffle-generic", "bitshuffle-generic")]
    files += [lz4 / "lz4.c", lz4 / "lz4hc.c"]
    for part in ("common", "compress", "decompress"):
        files += sorted((zstd / part).glob("*.c"))
    files += [libdeflate / "lib" / f"{name}.c" for name in ("adler32", "crc32", "deflate_compress", "deflate_decompress", "gzip_compress", "gzip_decompress", "utils", "zlib_compress", "zlib_decompress")]
    headers = [HERE / "compat", HERE, blosc / "blosc", lz4, zstd, libdeflate]
    return files, headers


def build(work):
    python = environment(work)
    files, headers = sources(work, python)
    output = HERE / "kernel.wasm"
    run(
        python, "-m", "ziglang", "cc",
        "-target", "wasm32-wasi", "-O3", "-msimd128", "-mbulk-memory", "-mnontrapping-fptoint", "-msign-ext",
        "-DNDEBUG", "-D__SSE2__=1", "-DHAVE_LZ4", "-DHAVE_ZLIB", "-DHAVE_ZSTD",
        "-DXXH_NAMESPACE=ZSTD_", "-DZSTD_LEGACY_SUPPORT=0", "-DZSTD_TRACE=0", "-DDEBUGLEVEL=0",
        "-fno-sanitize=all", "-fvisibility=hidden", "-w",
        f"-ffile-prefix-map={work}=.", f"-ffile-prefix-map={HERE}=.",
        *(f"-I{folder}" for folder in headers),
        *files,
        "-mexec-model=reactor", "-Wl,--no-entry", "-Wl,--strip-all", f"-Wl,-z,stack-size={STACK_BYTES}",
        "-o", output,
    )  # fmt: skip
    digest = sha256(output)
    (HERE / "SHA256SUMS").write_text(f"{digest}  kernel.wasm\n")
    print(f"{output.name}: {output.stat().st_size} bytes, SHA-256 {digest}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, help="folder for downloads and the compiler (default: a temporary one)")
    chosen = parser.parse_args().work
    if chosen is not None:
        chosen.mkdir(parents=True, exist_ok=True)
        build(chosen.resolve())
    else:
        with tempfile.TemporaryDirectory() as temporary:
            build(Path(temporary).resolve())
