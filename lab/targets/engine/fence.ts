import type Docker from 'dockerode';

/** Nobody. The agent must behave as for any ordinary user. */
export const user = '65534:65534';

/**
 * The fence around an agent: no network but loopback, no rights, nothing to write to but a small /tmp, bounds on memory and processes.
 * The agent has hundreds of processes when many cases with peers are in flight.
 */
export const fence = {
  NetworkMode: 'none',
  // Its own System V objects, and no /dev/shm: that would be a second place to write to, and without `noexec`.
  IpcMode: 'none',
  CapDrop: ['ALL'],
  SecurityOpt: ['no-new-privileges'],
  ReadonlyRootfs: true,
  Tmpfs: { '/tmp': 'rw,nosuid,nodev,noexec,mode=1777,size=64m' },
  Memory: 512 * 1024 * 1024,
  MemorySwap: 512 * 1024 * 1024,
  PidsLimit: 1024,
  // An init would be one more process between the agent and its signals.
  Init: false,
  // Never AutoRemove: it races with reading the output and the exit code.
  AutoRemove: false,
  // What the agent prints comes through the attached stream; a second copy on disk serves nobody.
  LogConfig: { Type: 'none', Config: {} },
} satisfies Docker.HostConfig;

/** Without it, engines give a container without network no ::1. Kernels without IPv6 refuse it. */
export const ipv6 = { 'net.ipv6.conf.all.disable_ipv6': '0', 'net.ipv6.conf.default.disable_ipv6': '0' };
