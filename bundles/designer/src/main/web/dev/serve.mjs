// SPDX-License-Identifier: GPL-3.0-only
import { parseArgs } from 'node:util';
import { startFixture } from './server.mjs';

/** `npm run dev -- --port 3100 --empty --extra 500 --updates 1000`: the built Designer on a played gateway; sign in as admin, bms. */
const { values } = parseArgs({ options: { port: { type: 'string', default: '3100' }, empty: { type: 'boolean' }, extra: { type: 'string', default: '0' }, updates: { type: 'string', default: '0' } } });
const fixture = await startFixture({ port: Number(values.port), empty: values.empty, extra: Number(values.extra), updateStepMs: 2_000, updatesPerSecond: Number(values.updates) });
console.log(`${fixture.url}  (admin, bms)`);
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void fixture.stop().then(() => process.exit(0)));
