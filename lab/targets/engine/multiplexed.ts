/** A piece of a container's output. */
export interface Frame {
  from: 'stdout' | 'stderr';
  data: Buffer;
}

/** Bytes of a frame's header: which stream, three zeros, and the length of what follows. */
const headerSize = 8;

/**
 * Takes apart what an engine sends of a container without a terminal: frames of standard output and standard error on one connection.
 * Pieces of a frame are handed on as they come. What a broken connection cuts off is simply missing at the end.
 */
export async function* demultiplex(source: AsyncIterable<Buffer>): AsyncGenerator<Frame> {
  let header = Buffer.alloc(0);
  let from: Frame['from'] = 'stdout';
  let left = 0;
  for await (const chunk of source) {
    let at = 0;
    while (at < chunk.length) {
      if (left > 0) {
        const data = chunk.subarray(at, at + left);
        yield { from, data };
        at += data.length;
        left -= data.length;
        continue;
      }
      const part = chunk.subarray(at, at + headerSize - header.length);
      header = Buffer.concat([header, part]);
      at += part.length;
      if (header.length < headerSize) break;
      from = header[0] === 2 ? 'stderr' : 'stdout';
      left = header.readUInt32BE(4);
      header = Buffer.alloc(0);
    }
  }
}
