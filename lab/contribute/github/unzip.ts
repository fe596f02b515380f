import { LabError } from '../../failure.ts';
import { shown } from '../plain-text.ts';

/** A file that was in a zip. */
export interface Unpacked {
  name: string;
  bytes: Buffer;
}

/** What the zip of one artifact can hold. */
const limits = { entries: 200, fileBytes: 16 * 1024 * 1024, totalBytes: 64 * 1024 * 1024 };

/** A plain file name: no folder, no hidden file. */
const entryName = /^[a-z0-9][a-z0-9._-]{0,99}\.json$/;

/**
 * The JSON files in a zip. It comes from outside: folders, paths that lead out, encrypted or too many files, and files larger than
 * their header says are refused with a LabError `bad-request`; nothing is written to the disk.
 */
export async function unzip(name: string, zip: Buffer): Promise<Unpacked[]> {
  const { fromBufferPromise } = await import('yauzl');
  const files: Unpacked[] = [];
  let total = 0;
  try {
    const opened = await fromBufferPromise(zip, { lazyEntries: true, validateEntrySizes: true, strictFileNames: true });
    try {
      if (opened.entryCount > limits.entries) throw new Error(`it has ${opened.entryCount} files; at most ${limits.entries} are taken`);
      for await (const entry of opened.eachEntry()) {
        const { fileName, uncompressedSize } = entry;
        if (!entryName.test(fileName)) throw new Error(`'${shown(fileName)}' is no name of a result file`);
        if (files.some((file) => file.name === fileName)) throw new Error(`it has two files ${fileName}`);
        if (entry.isEncrypted()) throw new Error(`${fileName} is encrypted`);
        total += uncompressedSize;
        if (uncompressedSize > limits.fileBytes || total > limits.totalBytes) throw new Error(`${fileName} is too large`);
        const chunks: Buffer[] = [];
        for await (const chunk of await opened.openReadStreamPromise(entry)) chunks.push(chunk as Buffer);
        files.push({ name: fileName, bytes: Buffer.concat(chunks) });
      }
    } finally {
      opened.close();
    }
  } catch (error) {
    throw new LabError('bad-request', `${name} cannot be unpacked: ${(error as Error).message}.`, 'run the workflow again', {
      cause: error,
    });
  }
  if (files.length === 0) throw new LabError('bad-request', `${name} holds nothing.`, 'run the workflow again');
  return files;
}
