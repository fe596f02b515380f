import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LabError } from '../../failure.ts';
import { osTrouble } from '../../os-trouble.ts';
import { replaceFile } from '../../replace-file.ts';
import { shortHash } from '../place.ts';
import { createContainer, readContainerFile } from './containers.ts';
import { discard, somewhatAfter } from './discard.ts';
import type { Door } from './door.ts';
import { layersOf } from './images.ts';
import { containerName } from './labels.ts';

/** Which image is asked what it measures. */
export interface MeasuredRequest {
  door: Door;
  image: string;
  /** Of the container that the answer is read from; it never starts. */
  labels: Record<string, string>;
  /** Where answers are kept, under the hash of the image's files. */
  cache: string;
  signal: AbortSignal;
}

/**
 * What an image measures, as a hash: of the list that its build left in /measured, with the agent's program, the C library and the kernel. Two images
 * that were made at different times or from other packages measure the same when this is the same.
 */
export async function measuredIn(request: MeasuredRequest): Promise<string> {
  const layers = await layersOf(request.door, request.image, request.signal);
  const kept = join(request.cache, shortHash((layers ?? []).join(' ')));
  const known = await readFile(kept, 'utf8').catch(() => undefined);
  if (known !== undefined) return known;

  const list = await readList(request);
  if (list.trim() === '') throw new LabError('partial', `its image ${request.image} does not say what it measures: /measured is empty`);
  const measured = `measures ${shortHash(list)}`;
  await remember(kept, measured);
  return measured;
}

async function readList({ door, image, labels, signal }: MeasuredRequest): Promise<string> {
  const name = containerName();
  try {
    // Not broken off at once by an interrupt: a container whose making nobody waits for could not be removed yet.
    const patience = somewhatAfter(signal, door.bounds.farewell / 2);
    await createContainer(door, name, { Image: image, Labels: labels, Cmd: ['never started'] }, patience);
    return await readContainerFile(door, name, '/measured', signal);
  } finally {
    await discard(door, name, signal);
  }
}

async function remember(file: string, text: string): Promise<void> {
  try {
    await replaceFile(file, text);
  } catch (error) {
    // Where nothing can be written, the image is asked each time.
    if (osTrouble(error) === undefined) throw error;
  }
}
