import { expect, test } from 'vitest';
import { withSection } from './sections.ts';

test('only what is between the marks is replaced, and once more gives the same', () => {
  const page = 'before\n\n<!-- result -->\nold\n<!-- /result -->\n\nafter\n';
  const once = withSection(page, 'new $& $1');
  expect(once).toBe('before\n\n<!-- result -->\n\nnew $& $1\n\n<!-- /result -->\n\nafter\n');
  expect(withSection(once, 'new $& $1')).toBe(once);
});

test('a page without the marks is refused', () => {
  expect(() => withSection('no place', 'new')).toThrow('no place');
});
