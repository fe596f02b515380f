import { expect, test } from 'vitest';
import { parseRepository, repositoryOfRemote } from './repository.ts';
import { parseRun } from './runs.ts';

test.each([
  ['https://github.com/ann/sockatlas'],
  ['https://github.com/ann/sockatlas.git'],
  ['https://token@github.com/ann/sockatlas.git/'],
  ['git@github.com:ann/sockatlas.git'],
  ['ssh://git@github.com/ann/sockatlas.git\n'],
])('the remote %s is ann/sockatlas', (url) => {
  expect(repositoryOfRemote(url)).toEqual({ owner: 'ann', repo: 'sockatlas' });
});

test.each([['/srv/git/sockatlas.git'], ['https://example.org/sockatlas'], ['../sockatlas'], ['https://example.org/a/b/c']])(
  'the remote %s is none of GitHub',
  (url) => {
    expect(repositoryOfRemote(url)).toBeUndefined();
  },
);

test.each([['sockatlas'], ['a/b/c'], ['a b/c'], ['../x']])("'%s' is no repository", (text) => {
  expect(() => parseRepository(text)).toThrow(`'${text}' is not a repository`);
});

test('a run is its number or its address, with whatever the browser put behind it', () => {
  expect(parseRun('123')).toEqual({ id: 123 });
  expect(parseRun('https://github.com/ann/sockatlas/actions/runs/123/job/9?pr=1')).toEqual({
    id: 123,
    repository: { owner: 'ann', repo: 'sockatlas' },
  });
});

test.each([['latest'], ['-1'], ['https://github.com/ann/sockatlas'], ['1e3']])("'%s' is no run", (text) => {
  expect(() => parseRun(text)).toThrow('neither the number nor the address of a run');
});
