import type { MeasuredErrnos, MeasuredSurroundings, Run } from './result.ts';

/** For tests: a machine that lacks nothing. */
export const plainSurroundings: MeasuredSurroundings = {
  loopback: true,
  ipv6: true,
  limits: { descriptors: 1024, processes: 'unlimited' },
};

/** For tests: two errors as Linux has them. */
export const plainErrnos: MeasuredErrnos = {
  ECONNRESET: { number: 104, text: 'Connection reset by peer' },
  EPIPE: { number: 32, text: 'Broken pipe' },
};

/** For tests: a run of the agent on an ordinary Linux. */
export const plainRun: Run = {
  date: '2026-11-20',
  how: 'native',
  agent: { source: 'abc', compiler: 'gcc 12', protocol: 2 },
  identity: {
    sysname: 'Linux',
    release: '6.18.44-fc',
    version: '#1 SMP',
    machine: 'x86_64',
    libc: { name: 'glibc', version: '2.36' },
    bits: 64,
    endian: 'little',
    cpus: 2,
  },
  unsupported: [],
  surroundings: plainSurroundings,
  errnos: plainErrnos,
  slowness: 1,
  deadlineMs: 300,
  fingerprint: 'f',
};
