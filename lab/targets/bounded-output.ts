/** Collects output up to a limit of bytes, so that a target gone mad cannot fill the lab's memory. */
export class BoundedOutput {
  private readonly chunks: Buffer[] = [];
  private size = 0;
  /** Whether something was left out. */
  truncated = false;
  private readonly limit: number;

  constructor(limit: number) {
    this.limit = limit;
  }

  add(chunk: Uint8Array): void {
    const room = this.limit - this.size;
    if (chunk.length > room) this.truncated = true;
    if (room <= 0) return;
    const kept = Buffer.from(chunk.subarray(0, room));
    this.chunks.push(kept);
    this.size += kept.length;
  }

  toString(): string {
    return Buffer.concat(this.chunks).toString('utf8');
  }
}

/** Bytes of observations kept: a thousand cases take less than one megabyte. */
export const outputLimit = 64 * 1024 * 1024;

/** Bytes kept of what a target complains about. */
export const complaintLimit = 64 * 1024;
