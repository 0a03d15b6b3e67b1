import { expect, test } from 'vitest';
import { href, parse } from './route';

test.each([
  ['', 'studies', '', 0], ['#/', 'studies', '', 0], ['#/studies', 'studies', '', 0], ['#/new', 'new', '', 0], ['#/studies/digits', 'study', 'digits', 0],
  ['#/studies/a-1/trials?filter=state%3DFAILED', 'trials', 'a-1', 0], ['#/studies/a/trials/12', 'trial', 'a', 12], ['#/studies/a/analysis/', 'analysis', 'a', 0],
  ['#/studies/A', 'missing', '', 0], ['#/studies/a/trials/0', 'missing', '', 0], ['#/studies/../x', 'missing', '', 0],
])('%s shows %s', (hash, page, study, trial) => expect(parse(hash)).toMatchObject({ page, study, trial }));

test('what the query says survives the way to the address and back', () => {
  const query = { filter: 'params.lr<1e-3 AND reason:"a & b?"', sel: '1,2', sort: undefined };
  const back = parse(href('studies/a/trials', query));
  expect(Object.fromEntries(back.query)).toEqual({ filter: query.filter, sel: '1,2' });
});
