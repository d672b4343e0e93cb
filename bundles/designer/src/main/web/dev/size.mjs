// SPDX-License-Identifier: GPL-3.0-only
import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

/** What the browser loads, compressed; fails above the limit for scripts. */
const LIMIT_KB = 350;
const folder = new URL('../dist/assets/', import.meta.url);
let total = 0;
for (const name of readdirSync(folder).filter((each) => /\.(js|css)$/.test(each))) {
  const size = gzipSync(readFileSync(new URL(name, folder)), { level: 9 }).length / 1000;
  if (name.endsWith('.js')) total += size;
  console.log(`${size.toFixed(1).padStart(8)} kB  ${name}`);
}
console.log(`${total.toFixed(1).padStart(8)} kB  all scripts (limit ${LIMIT_KB})`);
if (total > LIMIT_KB) process.exitCode = 1;
