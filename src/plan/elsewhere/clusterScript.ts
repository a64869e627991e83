import type { ImageDescription } from "../../model/image.ts";
import { VERSION } from "../../model/version.ts";
import type { Settings } from "../settings/settings.ts";
import { pythonLine, pythonText } from "./pythonText.ts";
import { settingsWords } from "./shellCommand.ts";

/** The body of the script: the same for every job. */
const BODY = `

def zarrdrop(command, *words):
    """One call of the command line; what it prints."""
    done = subprocess.run([*command, *words], stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(done.stderr.strip())
    return done.stdout


def do_units(units, command, job):
    zarrdrop(command, "job", job, "--units", units)


def calls_of(ranges, slots):
    """Numbers of units for each call: some calls for each slot, so that the slots end together and a lost call is no great loss."""
    numbers = [number for first, last in ranges for number in range(first, last + 1)]
    size = math.ceil(len(numbers) / (8 * slots)) or 1
    return [",".join(map(str, numbers[at : at + size])) for at in range(0, len(numbers), size)]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("source")
    parser.add_argument("destination")
    parser.add_argument("--scheduler", help="address of a Dask scheduler; by default a cluster of this machine")
    parser.add_argument("--command", default="zarrdrop", help="how Zarrdrop is called on every machine")
    parser.add_argument("--job", help="file of the job; by default in the destination, by the source's name")
    arguments = parser.parse_args()
    source = Path(arguments.source).absolute()
    destination = Path(arguments.destination).absolute()
    command = shlex.split(arguments.command)
    job = Path(arguments.job or destination / f"{source.name}.zarrdrop-job.json").absolute()
    with Client(arguments.scheduler or LocalCluster(threads_per_worker=1)) as client:
        slots = sum(client.nthreads().values())
        begin = ["convert", str(source), "-d", str(destination), *OPTIONS, "--job", str(job), "--at-once", str(slots)]
        print(zarrdrop(command, *begin), end="")
        for todo in json.loads(job.read_text())["rounds"]:
            calls = calls_of(todo["open"], slots)
            # Dask has the calls of a worker that is lost made again elsewhere; a call that fails is made once more.
            client.gather(client.map(do_units, calls, command=command, job=str(job), pure=False, retries=1))
        print(client.submit(zarrdrop, command, "job", str(job), "--commit", pure=False).result(), end="")
    job.unlink()


if __name__ == "__main__":
    main()
`;

/**
 * A Python script that has this engine do the job on a Dask cluster: `python script.py SOURCE DESTINATION [--scheduler ADDRESS]`. The stores are
 * those of one machine, to the byte. `further`: words of the call that are no settings.
 */
export function clusterScript(
  description: Pick<ImageDescription, "name">,
  settings: Settings,
  further: readonly string[] = [],
): string {
  return [
    `"""Converts ${pythonLine(description.name)} with Zarrdrop on a Dask cluster, as planned in Zarrdrop.`,
    "",
    "    python SCRIPT.py SOURCE DESTINATION [--scheduler ADDRESS]",
    "",
    `Needs dask.distributed, and Zarrdrop ${VERSION} on every machine, which all have source and destination under the same paths.`,
    "Run again, it goes on where it was stopped.",
    '"""',
    "",
    "import argparse",
    "import json",
    "import math",
    "import shlex",
    "import subprocess",
    "from pathlib import Path",
    "",
    "from dask.distributed import Client, LocalCluster",
    "",
    `OPTIONS = ${pythonText([...settingsWords(settings), ...further], "")}`,
    BODY,
  ].join("\n");
}
