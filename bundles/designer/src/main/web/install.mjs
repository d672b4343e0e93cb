// SPDX-License-Identifier: GPL-3.0-only
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';

const OLDEST_NODE = 20; // as in package.json, which npm only warns of
if (Number.parseInt(process.versions.node, 10) < OLDEST_NODE) {
  console.error(`This is Node.js ${process.versions.node}; install Node.js ${OLDEST_NODE} or newer.`);
  process.exit(1);
}

/** `npm ci`, once for each state of the lock file: from npm's own cache where it has the packages, so offline after the first time. */
const STAMP = 'node_modules/.lock-installed';
const wanted = createHash('sha256').update(readFileSync('package-lock.json')).digest('hex');

function installed() {
  try {
    return readFileSync(STAMP, 'utf8');
  } catch {
    return undefined;
  }
}

if (installed() !== wanted) {
  const { status, error } = spawnSync('npm', ['ci', '--prefer-offline', '--no-audit', '--no-fund'], { stdio: 'inherit' });
  if (error !== undefined) console.error(`npm could not be run (${error.message}); install it with Node.js ${OLDEST_NODE} or newer.`);
  if (status !== 0) process.exit(status ?? 1);
  writeFileSync(STAMP, wanted);
}
