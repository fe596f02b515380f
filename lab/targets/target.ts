import { z } from 'zod';
import { DeclaredIdentity } from '../results/result.ts';
import { architectureNames, staticLibcs } from './machines.ts';
import { packageManagers } from './packages.ts';

const common = {
  id: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]{0,79}$/, 'An id has lower-case letters, digits, dots and hyphens, and begins with a letter or digit.')
    .meta({ description: 'What it is called in commands, and the name of its result file' }),
  title: z.string().min(1).max(120).meta({ description: 'What it is, for readers' }),
  declared: DeclaredIdentity.optional().meta({ description: 'What the agent cannot measure there; reports mark it as declared' }),
};

const Native = z.strictObject({
  ...common,
  kind: z.literal('native').meta({ description: 'This machine, with its own C compiler' }),
});

/** How to make a base image where no registry can be reached. */
export const Bootstrap = z.strictObject({
  mmdebstrap: z
    .string()
    .regex(/^[a-z][a-z0-9-]*$/, 'A suite is a word such as bookworm.')
    .meta({ description: 'The Debian suite from which mmdebstrap makes the image' }),
  allowExpired: z.boolean().default(false).meta({
    description: 'Accept package lists past their date: of suites that are archived, or mirrored less often than they are signed',
  }),
});
export type Bootstrap = z.infer<typeof Bootstrap>;

/** One word of a shell command: what stands in targets.yaml ends in a RUN line, where nothing but words may get. */
const word = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9.+_-]*$/, 'A package is one word of letters, digits and . + _ -');

const image = z
  .string()
  .regex(/^[a-z0-9][a-z0-9./_-]*(:[A-Za-z0-9._-]+)?(@sha256:[0-9a-f]{64})?$/, 'An image is a name such as debian:12.');

const Container = z.strictObject({
  ...common,
  kind: z.literal('container').meta({ description: 'A distribution: the agent is compiled inside it against its own libc' }),
  base: image.meta({ description: 'The base image' }),
  bootstrap: Bootstrap.optional().meta({ description: 'How the lab makes the base image itself where no registry can be reached' }),
  packages: z
    .partialRecord(z.enum(packageManagers), z.array(word).min(1).max(20))
    .refine((packages) => Object.keys(packages).length === 1, 'Name one package manager with its packages, such as { apt: [gcc] }.')
    .meta({ description: 'What brings the compiler: a package manager and its packages' }),
  compiler: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9.+_ -]*$/, 'A compiler is a command such as: musl-gcc -static')
    .default('cc')
    .meta({ description: 'The command that compiles C, with options that it needs' }),
  libcPackage: word.optional().meta({ description: 'The Debian package whose version is that of libc, where libc itself does not tell' }),
});
export type ContainerTarget = z.infer<typeof Container>;

const Kernel = z
  .strictObject({
    ...common,
    kind: z.literal('kernel').meta({ description: 'A Linux kernel in QEMU, with a static agent in its initramfs' }),
    kernel: z
      .strictObject({
        series: z
          .string()
          .regex(/^[0-9]+\.[0-9]+$/, "A series is a quoted version such as '6.12'.")
          .optional()
          .meta({ description: 'The newest packaged kernel of this series' }),
        suites: z.array(word).min(1).max(5).optional().meta({ description: 'The Debian suites that have it' }),
        flavour: word.optional().meta({ description: 'How its package ends; by default cloud-amd64 or what is nearest to it' }),
        image: image.optional().meta({ description: 'Instead of a package: an image with the kernel in /boot/vmlinuz' }),
      })
      .refine(
        ({ image: from, series, suites, flavour }) =>
          from === undefined
            ? series !== undefined && suites !== undefined
            : series === undefined && suites === undefined && flavour === undefined,
        "Name a packaged kernel, such as { series: '6.12', suites: [trixie] }, or an image, such as { image: 'ghcr.io/cilium/ci-kernels:6.6' }.",
      )
      .meta({ description: 'Where the kernel comes from' }),
    architecture: z.enum(architectureNames).default('x86_64').meta({ description: 'What machine QEMU is' }),
    libc: z
      .enum(staticLibcs)
      .default('glibc')
      .meta({ description: 'What the agent is linked with; only glibc where the architecture is another' }),
  })
  .refine(({ architecture, libc }) => architecture === 'x86_64' || libc === 'glibc', {
    path: ['libc'],
    error: 'Only x86_64 has cross compilers for musl and dietlibc here: leave libc out.',
  });
export type KernelTarget = z.infer<typeof Kernel>;

const Gvisor = z.strictObject({
  ...common,
  kind: z.literal('gvisor').meta({ description: "gVisor's runsc, a kernel of its own, in an ordinary container" }),
  declared: DeclaredIdentity.extend({ system: z.strictObject({ name: z.literal('gvisor'), version: word }) }).meta({
    description: 'gVisor says of itself that it is Linux 4.4.0. The build fails if the version is not that of the package',
  }),
  base: image.meta({ description: 'The Debian release whose package runsc is used' }),
  bootstrap: Bootstrap.optional().meta({ description: 'How the lab makes the base image itself where no registry can be reached' }),
  platform: z.enum(['systrap', 'ptrace']).meta({ description: 'How runsc catches system calls; systrap since 2023' }),
});
export type GvisorTarget = z.infer<typeof Gvisor>;

const Wine = z.strictObject({
  ...common,
  kind: z.literal('wine').meta({ description: "Wine: the agent for Windows, on the Winsock of Debian's wine64" }),
  base: image.meta({ description: 'The Debian release whose package wine64 is used' }),
  bootstrap: Bootstrap.optional().meta({ description: 'How the lab makes the base image itself where no registry can be reached' }),
});
export type WineTarget = z.infer<typeof Wine>;

const Lwip = z.strictObject({
  ...common,
  kind: z.literal('lwip').meta({ description: 'lwIP, a TCP/IP stack that is a library of the agent, in an ordinary container' }),
  declared: DeclaredIdentity.extend({ system: z.strictObject({ name: z.literal('lwip'), version: word }) }).meta({
    description:
      'A library is not asked what it is: uname tells of the kernel below. The build fails if the version is not that of the package',
  }),
  base: image.meta({ description: 'The Debian release whose package liblwip-dev is used' }),
  bootstrap: Bootstrap.optional().meta({ description: 'How the lab makes the base image itself where no registry can be reached' }),
});
export type LwipTarget = z.infer<typeof Lwip>;

const Command = z.strictObject({
  ...common,
  kind: z
    .literal('command')
    .meta({ description: 'Any command that reads a plan and writes observations: an agent behind ssh, in a VM, on a phone' }),
  command: z
    .array(z.string().min(1).max(1000))
    .min(1)
    .max(50)
    .meta({ description: 'The program and its arguments, such as [ssh, box, ./agent]. No shell reads them' }),
  cwd: z.string().min(1).max(500).optional().meta({ description: "Where it runs, from the checkout's root; by default there" }),
  env: z
    .record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'A variable is a word of letters, digits and _.'), z.string().max(1000))
    .optional()
    .meta({ description: "Variables of its environment, beside the lab's own" }),
  timeLimit: z
    .int()
    .min(1)
    .max(86_400)
    .optional()
    .meta({ description: 'How many seconds one start may take. Without it, only one that says nothing new for long is stopped' }),
});
export type CommandTarget = z.infer<typeof Command>;

/** A target of docker/targets.yaml. To add a kind, add its schema here and its driver in drivers.ts. */
export const Target = z.discriminatedUnion('kind', [Native, Container, Kernel, Gvisor, Wine, Lwip, Command]);
export type Target = z.infer<typeof Target>;

/** The whole of docker/targets.yaml. */
export const TargetFile = z.strictObject({ targets: z.array(Target).min(1).max(500) });
