// SPDX-License-Identifier: GPL-3.0-only
import { beforeAll, test } from 'vitest';
import { failsAtFirst, ran } from './trace';

beforeAll(() => failsAtFirst('module'));
test('of_a_module', () => ran('of a module'));
