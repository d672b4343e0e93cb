// SPDX-License-Identifier: GPL-3.0-only
import { beforeAll, describe, test } from 'vitest';
import { failsAtFirst, ran } from './trace';

describe('a suite', () => {
  beforeAll(() => failsAtFirst('hook'));
  test('in_it', () => ran('in a suite'));
});

test('beside_it', () => ran('beside a suite'));
