/** Of workers in browsers: reads a blob and holds the thread until its bytes are there. TypeScript has it in the library of workers only. */
declare class FileReaderSync {
  readAsArrayBuffer(blob: Blob): ArrayBuffer;
}
