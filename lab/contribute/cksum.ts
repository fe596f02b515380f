const polynomial = 0x04c11db7;

const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte << 24;
  for (let bit = 0; bit < 8; bit++) remainder = remainder & 0x80000000 ? (remainder << 1) ^ polynomial : remainder << 1;
  return remainder >>> 0;
});

function step(crc: number, byte: number): number {
  return ((crc << 8) ^ (table[((crc >>> 24) ^ byte) & 0xff] ?? 0)) >>> 0;
}

/**
 * What POSIX `cksum` prints of these bytes: their CRC and their number, `4294967295 0`. It is the one checksum that every system can
 * compute without installing anything; it shows damage, not intent.
 */
export function cksum(bytes: Uint8Array): string {
  let crc = 0;
  for (const byte of bytes) crc = step(crc, byte);
  for (let length = bytes.length; length > 0; length = Math.floor(length / 256)) crc = step(crc, length & 0xff);
  return `${~crc >>> 0} ${bytes.length}`;
}
