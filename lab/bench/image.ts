import { time } from './measure.ts';

/** The name of the newest image that the lab has made of a target. Throws if there is none. */
export function imageOf(target: string): string {
  // The newest comes first.
  const filter = `reference=sockatlas-agent:${target}-*`;
  const { stdout } = time('docker', ['images', '--format', '{{.Repository}}:{{.Tag}}', '--filter', filter]);
  const image = stdout.split('\n').find((name) => new RegExp(`:${target}-[0-9a-f]{16}$`).test(name));
  if (image === undefined) throw new Error(`there is no image of ${target}`);
  return image;
}
