import type { Run } from './result.ts';

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
  slowness: 1,
  deadlineMs: 300,
  fingerprint: 'f',
};
