// SPDX-License-Identifier: GPL-3.0-only
import { appendFileSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = process.env['TRACE']!;

export function ran(what: string): void {
  appendFileSync(join(FOLDER, 'ran'), `${what}\n`);
}

export function failsAtFirst(what: string): void {
  const marker = join(FOLDER, what);
  if (existsSync(marker)) return;
  writeFileSync(marker, '');
  throw new Error(`${what} fails at first`);
}
