/** Something in a state that somebody could find out, and by which one cause is told from another. */
export interface Sign {
  id: string;
  /** In the words of a state, see lab/facts/describe.ts. */
  pattern: RegExp;
  /** How far from everyday it is, in points: plain closing has none. See `likelihood` in answer.ts. */
  exotic: number;
  /** How you see that it is so, as a clause behind "here". */
  look: string;
}

/** In the order in which one would look. */
export const signs: readonly Sign[] = [
  sign('we shut', /we (?:shut|tried)/, 10, 'your own code had called shutdown() (or close() on a copy) before'),
  sign('we dissolved', /we dissolved/, 40, 'your own code had called connect() with AF_UNSPEC'),
  sign('reported', /reported before/, 25, 'an earlier call on this socket had failed already: look for the first failure'),
  sign('wrote after', /we wrote after that/, 0, 'a write of yours had succeeded shortly before, when the peer was gone already'),
  sign('perhaps', /perhaps/, 15, 'what is sure in the other is only likely'),
  sign(
    'linger',
    /SO_LINGER 0/,
    15,
    "the peer's code sets SO_LINGER with a time of 0, and it had read all; a packet capture shows an RST and no FIN",
  ),
  sign(
    'unread',
    /our data unread/,
    0,
    'you had sent something that the peer never read: a request that it did not wait for, or more than it read',
  ),
  sign('killed', /process killed|process exited/, 2, "the peer's process is gone: see its exit status, its log, the out-of-memory killer"),
  sign('exec', /closed by exec/, 20, 'the peer ran another program, with close-on-exec on the socket'),
  sign('never accepted', /listener gone|not accepted/, 8, 'the peer never accepted the connection: its log does not have it'),
  sign('in flight', /lost in a message/, 30, 'the peer passed its socket to another process by SCM_RIGHTS, which never took it'),
  sign('copy', /a copy of the peer's descriptor/, 15, 'another process (a child after fork) still holds the socket: see ss -p or lsof'),
  sign('peer shut', /peer (?:shut|tried)/, 4, 'the peer still holds the socket and only called shutdown(): see ss -p or lsof'),
  sign('peer dissolved', /peer dissolved/, 40, 'the peer called connect() with AF_UNSPEC'),
  sign('out of band', /out-of-band/, 30, 'out-of-band data (MSG_OOB) was used'),
  sign('waits', /data waits for us/, 3, 'the peer had sent something that you had not read yet'),
  sign('waiting', /already waiting/, 2, 'the call was waiting when it happened: strace -T shows a long time'),
  sign('not connected', /^not connected|nobody at the other end|somebody unknown/, 12, 'the socket had never been connected'),
];

function sign(id: string, pattern: RegExp, exotic: number, look: string): Sign {
  return { id, pattern, exotic, look };
}
