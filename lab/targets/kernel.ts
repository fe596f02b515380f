import { prepareImage } from './container.ts';
import type { AgentOutput, Prepare } from './driver.ts';
import { linking, machineOf } from './machines.ts';
import type { KernelTarget } from './target.ts';

/**
 * Where QEMU and the compilers come from. Not bookworm: its QEMU 7.2 breaks cmpxchg16b, and with it about one boot in five
 * (docker/kernel/README.md).
 */
const base = { base: 'debian:13', bootstrap: { mmdebstrap: 'trixie', allowExpired: false } };

/**
 * Options of every kernel, each with what it saves in docker/kernel/README.md. None of them touches what sockets do.
 * `panic=-1` and `reboot=t` end the machine at once, since QEMU runs with -no-reboot.
 */
const append = 'panic=-1 reboot=t quiet cryptomgr.notests';

/** The guest's 256 MB, QEMU's cache of translated code, and QEMU itself. */
const memory = 768 * 1024 * 1024;

/** How many of the console's last lines a failure shows. */
const shownLines = 12;

/** Makes a kernel ready: an image with QEMU, that kernel, and the agent in its initramfs. */
export const prepareKernel: Prepare<KernelTarget> = async (target, around) => {
  const machine = machineOf(target.architecture);
  const link = linking[target.libc];
  const { image, series = '', suites = [], flavour = machine.flavour } = target.kernel;
  const preparation = await prepareImage(target, around, {
    kind: 'kernel',
    ...base,
    ...(image === undefined ? {} : { source: { argument: 'KERNEL_IMAGE', image } }),
    args: {
      ARCHITECTURE: target.architecture,
      SUITES: suites.join(' '),
      SERIES: series,
      FLAVOUR: flavour,
      DEBIAN_ARCHITECTURE: machine.debian,
      QEMU_PACKAGE: machine.qemuPackage,
      QEMU: machine.qemu,
      MACHINE: machine.machine,
      CPU: machine.cpu,
      BUS: machine.bus,
      APPEND: `${machine.options} ${append}`,
      COMPILER_PACKAGES: link ? `${machine.packages} ${link.packages}` : machine.packages,
      INIT_CC: machine.compiler,
      CC: link?.compiler ?? machine.compiler,
      LIBC_PACKAGE: link?.libcPackage ?? '',
    },
    host: { Memory: memory, MemorySwap: memory },
    ownKernel: true,
  });
  if ('skipped' in preparation) return preparation;
  const { ready } = preparation;
  return {
    ready: {
      ...ready,
      details: {
        ...ready.details,
        kernel: image ?? `the newest ${series} with flavour ${flavour} of ${suites.join(', ')}`,
        qemu: `${machine.qemu} -machine ${machine.machine} -cpu ${machine.cpu}`,
      },
      // What runc does to the container around QEMU is nothing that the guest could see.
      declared: { ...target.declared, runtime: target.declared?.runtime ?? { name: 'qemu' } },
      run: async (plan, limits) => explain(await ready.run(plan, limits)),
    },
  };
};

/** The exit code of docker/kernel/boot.sh for a machine that did not come to its end. */
const noEnd = 4;

/** Says of a guest that failed what its console said last. boot.sh puts the reason after the console's lines. */
export function explain(output: AgentOutput): AgentOutput {
  const lines = output.stderr.trimEnd().split('\n');
  const reason = lines.at(-1)?.match(/^boot: (.*)$/)?.[1];
  if (output.fault !== undefined || output.exitCode !== noEnd || reason === undefined) return output;
  const last = lines
    .slice(0, -1)
    .filter((line) => line.trim() !== '')
    .slice(-shownLines);
  return { ...output, stderr: '', fault: [`failed: ${reason}`, ...last.map((line) => `  ${withoutControls(line)}`)].join('\n') };
}

/** Control characters would move the cursor of whoever reads the message. */
function withoutControls(line: string): string {
  return line.slice(0, 300).replaceAll(/\p{Cc}|\p{Bidi_Control}/gu, '\u{FFFD}');
}
