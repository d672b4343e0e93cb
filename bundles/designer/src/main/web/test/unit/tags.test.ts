// SPDX-License-Identifier: GPL-3.0-only
import { expect, test } from 'vitest';
import { readTags } from '../../src/panel/tagWords';

test('readTags_bySpacesAndCommas_eachOnce', () => {
  expect(readTags(' sp temp,discharge  air, temp ')).toEqual({ tags: ['sp', 'temp', 'discharge', 'air'] });
});

test('readTags_whatIsNone_saysWhy', () => {
  expect(readTags('temp Air').failure).toContain('"Air" is no tag');
  expect(readTags('co2 2nd').failure).toContain('"2nd" is no tag');
  expect(readTags(' ').failure).toContain('Give a tag');
  expect(readTags(Array.from({ length: 21 }, (_, i) => `t${i}`).join(' ')).failure).toContain('20 tags at most');
});
