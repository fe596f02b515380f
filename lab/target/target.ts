import { z } from 'zod';
import { DeclaredIdentity } from '../result/result.ts';
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
const Bootstrap = z.strictObject({
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

const Container = z.strictObject({
  ...common,
  kind: z.literal('container').meta({ description: 'A distribution: the agent is compiled inside it against its own libc' }),
  base: z
    .string()
    .regex(/^[a-z0-9][a-z0-9./_-]*(:[A-Za-z0-9._-]+)?(@sha256:[0-9a-f]{64})?$/, 'A base is an image such as debian:12.')
    .meta({ description: 'The base image' }),
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

/** A target of docker/targets.yaml. To add a kind, add its schema here and its driver in drivers.ts. */
export const Target = z.discriminatedUnion('kind', [Native, Container]);
export type Target = z.infer<typeof Target>;

/** The whole of docker/targets.yaml. */
export const TargetFile = z.strictObject({ targets: z.array(Target).min(1).max(500) });
