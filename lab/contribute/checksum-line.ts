import { cksum } from './cksum.ts';

const line = /^"cksum":"([0-9]+ [0-9]+)"\}\r?\n?$/;

/** Why a kit's document is not what the kit wrote, by its own checksum; `undefined` if it is. */
export function damage(bytes: Buffer): string | undefined {
  const start = bytes.lastIndexOf('\n"cksum":') + 1;
  const stated = line.exec(bytes.subarray(start).toString('latin1'))?.[1];
  if (stated === undefined || start === 0) return 'does not end with its checksum: it was cut off, or changed by whatever carried it';
  const actual = cksum(bytes.subarray(0, start));
  if (actual === stated) return undefined;
  if (bytes.includes('\r\n')) return 'has other line ends than the kit wrote: send it as an attachment, or zipped';
  return `was changed after it was written: its checksum is ${actual}, and it says ${stated}`;
}
