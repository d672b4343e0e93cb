// SPDX-License-Identifier: GPL-3.0-only
import { defineConfig } from 'vitest/config';

export default defineConfig({ test: { projects: [{ test: { name: 'played', include: ['test/unit/run/*.case.ts'], environment: 'node' } }] } });
