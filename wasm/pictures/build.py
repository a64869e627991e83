"""Builds the picture decoders: C libraries, taken from pinned source packages, plus one small shim each.

    python wasm/pictures/build.py            # all modules
    python wasm/pictures/build.py jpeg       # one
    python wasm/pictures/build.py --check    # builds elsewhere and compares with SHA256SUMS

Needs Python 3.11+, `pip install ziglang==0.17.1` for the same Python, and cargo (only to fetch and check the sources).
The same sources and the same compiler give the same bytes: SHA256SUMS holds them.
"""

import hashlib
import json
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from modules import MODULES, SOURCES

HERE = Path(__file__).parent.resolve()
CACHE = HERE.parents[1] / "node_modules" / ".cache" / "pictures"
TARGET = ["-target", "wasm32-wasi", "-msimd128", "-mbulk-memory", "-fno-sanitize=undefined", "-DNDEBUG", "-w"]
# 4 GiB is what wasm32 can address: the host drops an instance that grew large. zig lays the stack first, so that
# overrunning it traps instead of overwriting data.
LINK = ["-mexec-model=reactor", "-Wl,-z,stack-size=1048576", "-Wl,--max-memory=4294901760", "-Wl,--strip-all",
        "-Wl,--gc-sections"]


def fetch_sources() -> Path:
    """Lets cargo fetch the pinned packages; their recorded checksums are checked."""
    CACHE.mkdir(parents=True, exist_ok=True)
    (CACHE / "lib.rs").write_text("")
    dependencies = "".join(f'{name} = {{ version = "={version}", default-features = false }}\n' for name, (version, _) in SOURCES.items())
    (CACHE / "Cargo.toml").write_text(
        '[package]\nname = "sources"\nversion = "0.0.0"\nedition = "2021"\n[lib]\npath = "lib.rs"\n[dependencies]\n' + dependencies
    )
    subprocess.run(["cargo", "vendor", "-q", "vendor"], cwd=CACHE, check=True, stdout=subprocess.DEVNULL)
    for name, (_, checksum) in SOURCES.items():
        found = json.loads((CACHE / "vendor" / name / ".cargo-checksum.json").read_text())["package"]
        if found != checksum:
            sys.exit(f"{name}: the package is not the one that was recorded ({found})")
    return CACHE / "vendor"


def zig(arguments: list[str]) -> None:
    if subprocess.run([sys.executable, "-m", "ziglang", *arguments]).returncode != 0:
        sys.exit(f"zig {arguments[0]} failed")


def build(name: str, vendor: Path, output: Path) -> None:
    module = MODULES[name]
    root = vendor / module["source"]
    work = CACHE / "objects" / name
    work.mkdir(parents=True, exist_ok=True)
    for path, text in module.get("generated", {}).items():
        (work / path).parent.mkdir(exist_ok=True)
        (work / path).write_text(text)
    include = [f"-I{work}", f"-I{HERE}", *(f"-I{root / path}" for path in module["include"])]
    common = [*TARGET, module.get("optimise", "-O3"), *include, *module.get("flags", [])]
    # The checkout's place must not get into the result.
    common += [f"-ffile-prefix-map={root}=.", f"-ffile-prefix-map={HERE}=.", f"-ffile-prefix-map={work}=."]

    units = [(HERE / "picture.c", "picture", []), *((HERE / shim, Path(shim).stem + "-shim", []) for shim in module["shims"])]
    for index, group in enumerate(module["groups"]):
        for pattern in group["files"]:
            matches = sorted(root.glob(pattern))
            if not matches:
                sys.exit(f"{name}: no source file {pattern}")
            units += [(path, f"{index}-{path.stem}", group.get("flags", [])) for path in matches if path.name not in group.get("but", [])]

    def compile_unit(unit: tuple[Path, str, list[str]]) -> str:
        path, stem, flags = unit
        compiler = "c++" if path.suffix in (".cc", ".cpp") else "cc"
        flags = [*flags, *(module.get("cxxflags", []) if compiler == "c++" else [])]
        target = work / f"{stem}.o"
        zig([compiler, "-c", str(path), "-o", str(target), *common, *flags])
        return str(target)

    with ThreadPoolExecutor(2) as pool:
        objects = list(pool.map(compile_unit, units))
    linker = "c++" if module.get("cxxflags") else "cc"
    zig([linker, *TARGET, module.get("optimise", "-O3"), *LINK, *objects, "-o", str(output)])


def main() -> None:
    check = "--check" in sys.argv
    names = [argument for argument in sys.argv[1:] if argument in MODULES] or list(MODULES)
    vendor = fetch_sources()
    sums_path = HERE / "SHA256SUMS"
    sums = dict(reversed(line.split()) for line in sums_path.read_text().splitlines()) if sums_path.exists() else {}
    with tempfile.TemporaryDirectory() as elsewhere:
        for name in names:
            output = (Path(elsewhere) if check else HERE) / f"{name}.wasm"
            build(name, vendor, output)
            output.chmod(0o644)
            digest = hashlib.sha256(output.read_bytes()).hexdigest()
            print(f"{name}.wasm {output.stat().st_size} bytes {digest}")
            if check and sums.get(f"{name}.wasm") != digest:
                sys.exit(f"{name}.wasm differs from the recorded one")
            sums[f"{name}.wasm"] = digest
    if not check:
        sums_path.write_text("".join(f"{digest}  {name}\n" for name, digest in sorted(sums.items())))


if __name__ == "__main__":
    main()
