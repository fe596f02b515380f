import { z } from 'zod';
import { pacings } from '../results/pacing.ts';

/** What an end does, in two words: `a.write`, `listener.close`. */
const LetterName = z.string().regex(/^[a-z][a-z0-9]*\.[a-z0-9]+(-[a-z0-9]+)*$/, {
  error: 'A letter is an end and what it does, with a dot between them: a.shutdown-write.',
});

const Link = z.strictObject({
  pacing: z.enum(pacings).meta({
    description:
      'back-to-back: what one end does, the other sees at once, and each transition is still confirmed settled; settled: it takes time',
  }),
  extra: z.int().min(0).max(3).meta({
    description:
      'how many states more than were learned the first system is tested for; with 0, every sequence of three calls is asked first',
  }),
  inFlight: z.int().min(1).max(8).optional().meta({ description: 'messages that may wait for one end, where each read takes only one' }),
  without: z.array(LetterName).default([]).meta({ description: 'letters that do not exist on this link' }),
});

const Call = z.looseObject({ call: z.string().min(1) });

/** A file of `scenarios/alphabets/`: the calls whose every sequence a model describes. */
export const AlphabetFile = z.strictObject({
  title: z.string().min(1).max(100).meta({ description: 'what it is about' }),
  links: z
    .record(z.string().regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, { error: 'A link is in kebab case: unix-pair.' }), Link)
    .refine((links) => Object.keys(links).length > 0, { error: 'There is no link: nothing could be learned.' })
    .meta({ description: 'the links or kinds of socket that it is for; $link in a call stands for the name' }),
  setup: z.array(Call).min(1).max(20).meta({ description: 'the calls that each word begins with' }),
  letters: z
    .record(LetterName, z.union([Call, z.array(Call).min(1).max(4)]))
    .refine((letters) => Object.keys(letters).length > 0 && Object.keys(letters).length <= 40, {
      error: 'An alphabet has 1 to 40 letters.',
    })
    .meta({ description: 'what can be done at any time: a call, or some that belong together' }),
  flows: z
    .array(z.strictObject({ sends: z.array(LetterName).min(1), receives: z.array(LetterName).min(1) }))
    .default([])
    .meta({ description: 'which letters send what which others receive: where messages in flight are bounded, these are counted' }),
});
export type AlphabetFile = z.output<typeof AlphabetFile>;
