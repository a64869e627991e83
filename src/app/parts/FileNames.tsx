/** Files by their names or paths, below a sentence that says what about them. */
export function FileNames({ files }: { files: readonly string[] }) {
  if (files.length === 0) return null;
  return (
    <ul className="problem-files">
      {files.map((file) => (
        <li key={file} className="mono">
          {file}
        </li>
      ))}
    </ul>
  );
}
