/** What a call sends: text, or so many bytes of a pattern. */
export interface Payload {
  data?: string | undefined;
  size?: number | undefined;
}

/** Longer texts would not fit into a line of the plan as hexadecimal digits. */
const mostBytes = 1000;

/** What is wrong with what is to be sent: exactly one of `data` and `size` says it, and text has to fit into a line of the plan. */
export function oneWayToSay({ data, size }: Payload): string | undefined {
  if (data === undefined && size === undefined) return "'data' (text) or 'size' (a count of bytes) is missing.";
  if (data !== undefined && size !== undefined) return "'data' and 'size' exclude each other: take one out.";
  if (data !== undefined && Buffer.byteLength(data) > mostBytes)
    return `'data' has more than ${mostBytes} bytes: use 'size' for a pattern of that many.`;
  return undefined;
}

/** The plan's word for it: pairs of hexadecimal digits, or `x` and a count. */
export function payloadWord({ data, size }: Payload): string {
  return data === undefined || data === '' ? `x${size ?? 0}` : Buffer.from(data).toString('hex');
}

/** For readers: `"hello"`, or `100 bytes`. */
export function payloadText({ data, size }: Payload): string {
  if (data === undefined) return size === 1 ? '1 byte' : `${size ?? 0} bytes`;
  return JSON.stringify(data.length > 40 ? `${data.slice(0, 40)}…` : data);
}

/** How many bytes it is. */
export function bytesOf({ data, size }: Payload): number {
  return data === undefined ? (size ?? 0) : Buffer.byteLength(data);
}
