import { lstatSync, readFileSync, statSync } from 'node:fs';
import { aboutFile } from './diagnostic.ts';
import type { Diagnostic } from './diagnostic.ts';
import { limits } from './limits.ts';

/**
 * The text of a file that a person wrote, or why it cannot be read: not there, a directory, too large, not UTF-8. A byte order mark is taken
 * off, since some editors write one unasked. `file` is the path for messages.
 */
export function readText(path: string, file: string): { text: string } | { diagnostic: Diagnostic } {
  const failed = (message: string, hint?: string) => ({ diagnostic: aboutFile(file, message, hint) });
  try {
    // Looked at before it is opened: opening a FIFO would wait for somebody to write.
    const status = statSync(path);
    if (status.isDirectory()) return failed('This is a directory, not a file.', 'Rename it: here names that end in .yaml are files.');
    if (!status.isFile()) return failed('This is not an ordinary file.');
    if (status.size > limits.fileBytes) {
      return failed(
        `The file has ${Math.ceil(status.size / 1024)} kB; the limit is ${limits.fileBytes / 1024} kB, far more than anybody writes by hand.`,
      );
    }
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path)) };
  } catch (error) {
    if (error instanceof TypeError) return failed('The file is not text in UTF-8.', 'Save it as UTF-8.');
    return failed(reason(error));
  }
}

/**
 * The same for a file of `scenarios/`, where a symbolic link is refused: what it leads to may be another text, or none, in the checkout of
 * somebody else.
 */
export function readOwnText(path: string, file: string): ReturnType<typeof readText> {
  const refused = refusedLink(path, file);
  return refused === undefined ? readText(path, file) : { diagnostic: refused };
}

/** What is wrong with this path if it is a symbolic link. */
export function refusedLink(path: string, file: string): Diagnostic | undefined {
  if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() !== true) return undefined;
  const message = 'This is a symbolic link: in another checkout it may lead elsewhere.';
  return aboutFile(file, message, 'Put the file itself in its place.');
}

function reason(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'ENOENT':
      return 'There is no such file.';
    case 'EISDIR':
      return 'This is a directory, not a file.';
    case 'ELOOP':
      return 'This is a symbolic link that leads in a circle.';
    case 'EACCES':
      return 'You are not allowed to read this file.';
    default:
      if (code === undefined) throw error;
      return `The file cannot be read: ${code as string}.`;
  }
}
