import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';

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
  if (error !== undefined) console.error(`npm could not be run (${error.message}); install Node.js 20 or newer.`);
  if (status !== 0) process.exit(status ?? 1);
  writeFileSync(STAMP, wanted);
}
