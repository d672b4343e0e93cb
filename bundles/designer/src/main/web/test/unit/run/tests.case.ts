// SPDX-License-Identifier: GPL-3.0-only
import { describe, test } from 'vitest';
import { failsAtFirst, ran } from './trace';

test('steady_<&>', () => ran('steady'));
test('late', () => failsAtFirst('late'));
test.skip('left_out', () => ran('left out'));
test.runIf(process.env['TRACE_BROKEN'])('broken', () => {
  throw new Error('it is always so');
});

describe('one after another', () => {
  test('begins', () => ran('begins'));
  test('goes_on', () => failsAtFirst('goes on'));
});
