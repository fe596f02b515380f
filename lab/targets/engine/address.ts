/** Where an engine may listen. */
export type Address = { socket: string } | { host: string; port: number; tls: boolean; certificates?: string | undefined };

/** The address as a user writes it. */
export function formatAddress(address: Address): string {
  if ('socket' in address) return `unix://${address.socket}`;
  const host = address.host.includes(':') ? `[${address.host}]` : address.host;
  return `tcp://${host}:${address.port}`;
}
