import type { StoreArrayFacts, StoreContents } from "../../plan/storeContents.ts";
import type { StoreToCheck } from "../../protocol/api.ts";
import { formatBytes, formatCount, formatShape, plural } from "../figures.ts";
import { CopyButton } from "../parts/CopyButton.tsx";
import { Fold } from "../parts/Fold.tsx";
import { Waiting } from "../parts/Waiting.tsx";
import { WideTable } from "../parts/WideTable.tsx";
import { JsonTree } from "./JsonTree.tsx";
import { useStoreContents } from "./useStoreContents.ts";

/** What is in a store: its metadata, to be folded, and its arrays with their chunks and shards. */
export function StoreExplorer({ owner, store }: { owner: object; store: StoreToCheck }) {
  const { value, error } = useStoreContents(owner, store);
  if (error !== null) return <p className="note">{error.message}</p>;
  if (value === undefined) return <Waiting text="Reading the metadata…" />;
  const chunks = value.arrays.reduce((sum, array) => sum + array.chunks, 0);
  const files = value.arrays.reduce((sum, array) => sum + array.files, 0);
  const isSharded = value.arrays.some(({ shardShape }) => shardShape !== null);
  return (
    <>
      <Fold
        title="Arrays"
        hint={value.arrays
          .map(({ path }) => path)
          .slice(0, 8)
          .join(", ")}
        isOpenFirst
      >
        <ArrayTable arrays={value.arrays} />
        <p className="note">
          {plural(chunks, "chunk")} in {plural(files, isSharded ? "shard" : "file")} at most.
          {value.omitted > 0 && ` ${formatCount(value.omitted)} more arrays are not listed.`}
        </p>
      </Fold>
      {value.documents.map(({ path, bytes, value: json }) => (
        <Fold key={path} title={path} hint={formatBytes(bytes)}>
          <JsonTree value={json} ngffVersion={value.ngffVersion} />
          <CopyButton text={JSON.stringify(json, null, 2)} label={`Copy ${path}`} />
        </Fold>
      ))}
    </>
  );
}

function ArrayTable({ arrays }: { arrays: StoreContents["arrays"] }) {
  const hasShards = arrays.some(({ shardShape }) => shardShape !== null);
  return (
    <WideTable label="Arrays of the store" name="Arrays" className="store-arrays">
      <thead>
        <tr>
          <th scope="col">Path</th>
          <th scope="col">Shape</th>
          <th scope="col">Chunk</th>
          {hasShards && <th scope="col">Shard</th>}
          <th scope="col" className="number">
            Chunks
          </th>
          <th scope="col">Stored as</th>
        </tr>
      </thead>
      <tbody>
        {arrays.map((array) => (
          <ArrayRow key={array.path} array={array} hasShards={hasShards} />
        ))}
      </tbody>
    </WideTable>
  );
}

function ArrayRow({ array, hasShards }: { array: StoreArrayFacts; hasShards: boolean }) {
  const { path, shape, dtype, chunkShape, shardShape, compression, chunks } = array;
  return (
    <tr>
      <th scope="row" className="mono">
        {path}
      </th>
      <td>{formatShape(shape)}</td>
      <td>{formatShape(chunkShape)}</td>
      {hasShards && <td>{shardShape === null ? "–" : formatShape(shardShape)}</td>}
      <td className="number">{formatCount(chunks)}</td>
      <td>
        {dtype}, {compression ?? "not compressed"}
      </td>
    </tr>
  );
}
