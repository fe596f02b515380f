import { hashOf } from './situation.ts';
import type { Subject } from './runtime.ts';
import type { Task } from './task.ts';

/** What a server does to a request, and what a client is asked for. */
export interface HttpSituation {
  id: string;
  title: string;
  /** `get`, or `post` and how many bytes. */
  request: string;
  /** What the server does, see docs/runtimes.md; it closes at the end. */
  server: string[];
  /** How much of an answer the server sends: none, a part, or a whole one that refuses the request. */
  answer: 'none' | 'half' | 'whole';
}

const head = (text: string): string => `send ${Buffer.from(text).toString('hex')}`;
const half = head('HTTP/1.1 200 OK\r\nContent-Length: 100\r\nContent-Type: text/plain\r\n\r\n0123456789');
const refusal = head('HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');

export const httpSituations: readonly HttpSituation[] = [
  { id: 'no-answer-get', title: 'GET, closed without an answer', request: 'get', server: ['request'], answer: 'none' },
  { id: 'no-answer-post', title: 'POST, closed without an answer', request: 'post 10', server: ['request'], answer: 'none' },
  { id: 'unread-get', title: 'GET, closed with the request unread', request: 'get', server: ['wait'], answer: 'none' },
  { id: 'unread-post', title: 'POST, closed with the request unread', request: 'post 10', server: ['wait'], answer: 'none' },
  {
    id: 'half-fin',
    title: '10 of 100 bytes of the answer, then closed',
    request: 'get',
    server: ['request', half, 'settle'],
    answer: 'half',
  },
  {
    id: 'half-reset',
    title: '10 of 100 bytes of the answer, then reset',
    request: 'get',
    server: ['request', half, 'settle', 'reset'],
    answer: 'half',
  },
  {
    id: 'early-413',
    title: 'POST of 4 MB, refused with 413 after its head',
    request: 'post 4000000',
    server: ['head', refusal, 'settle'],
    answer: 'whole',
  },
];

/** The exchanges that an HTTP client is asked for. */
export function httpTasks({ api }: Subject): Task[] {
  if (!api.http) return [];
  return httpSituations.map(({ id, request, server }) => {
    const steps = [request, ...server].map((step) => `step ${step}`);
    return { kind: 'http', id, hash: hashOf(steps.join('\n')), steps };
  });
}
