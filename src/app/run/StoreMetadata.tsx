import { readStoreText } from "../../browser/destination.ts";
import { CodeBlock } from "../parts/CodeBlock.tsx";
import { useRead } from "../reads/useRead.ts";
import type { ConversionResult } from "../state/queue.ts";

/** The metadata that was written, as it lies on the disk: of the image and of its levels. */
export function StoreMetadata({ result }: { result: ConversionResult }) {
  const output = result.plan.outputs[0];
  const storeName = result.report.outputs[0]?.storeName;
  if (output === undefined || storeName === undefined) return null;
  const files =
    output.zarrFormat === 3
      ? ["zarr.json", ...output.levels.map((level) => `${level.path}/zarr.json`)]
      : [".zattrs", ".zgroup", ...output.levels.map((level) => `${level.path}/.zarray`)];
  return files.map((path) => <MetadataFile key={path} path={path} result={result} storeName={storeName} />);
}

function MetadataFile({ path, storeName, result }: { path: string; storeName: string; result: ConversionResult }) {
  const { value } = useRead({
    // A result belongs to one run: another one may have replaced the store.
    owner: result,
    key: `metadata ${storeName}/${path}`,
    read: () => readStoreText(result.destination, storeName, path),
  });
  return (
    <details className="metadata-file" open={!path.includes("/") && path !== ".zgroup"}>
      <summary className="mono">{path}</summary>
      {value === null && <p className="note">It is not there any more.</p>}
      {typeof value === "string" && <CodeBlock text={value} copyLabel={`Copy ${path}`} />}
    </details>
  );
}
