// SPDX-License-Identifier: GPL-3.0-only
import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HOME, type Gateway } from './processes';

const FEATURES = 'io/bms/bms-features';

/** A package whose features have the next version and the bundles that there are, by a key that the gateway takes; and its version. */
export function makePackage({ data }: Gateway): { file: string; version: string } {
  const [now = ''] = readdirSync(join(HOME, 'system', FEATURES));
  const [, major, minor, patch] = /^(\d+)\.(\d+)\.(\d+)/.exec(now)!;
  const version = `${major}.${minor}.${Number(patch) + 1}`;
  const work = join(data, 'next');
  const build = join(work, 'build');
  cpSync(HOME, build, { recursive: true });
  const features = (of: string) => join(build, 'system', FEATURES, of, `bms-features-${of}-features.xml`);
  mkdirSync(join(build, 'system', FEATURES, version));
  writeFileSync(features(version), readFileSync(features(now), 'utf8').replaceAll(`version="${now}"`, `version="${version}"`).replace(`bms-${now}`, `bms-${version}`));
  const { privateKey, publicKey } = generateKeyPairSync('ed25519', { privateKeyEncoding: { type: 'pkcs8', format: 'pem' }, publicKeyEncoding: { type: 'spki', format: 'pem' } });
  writeFileSync(join(work, 'maker.pem'), privateKey);
  writeFileSync(join(work, 'maker.pub.pem'), publicKey);
  mkdirSync(join(data, 'updates/keys'), { recursive: true });
  writeFileSync(join(data, 'updates/keys/plant.pem'), publicKey);
  const jackson = join(HOME, 'system/com/fasterxml/jackson/core');
  const jars = readdirSync(jackson, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.jar')).map((name) => join(jackson, name));
  const file = join(work, 'next.bmsu');
  execFileSync(process.env['JAVA_HOME'] === undefined ? 'java' : join(process.env['JAVA_HOME'], 'bin/java'), [
    '-cp', [join(HOME, 'lib/update/bms-update.jar'), ...jars].join(':'), 'io.bms.update.MakeProgram', build, version, HOME, join(work, 'maker.pem'), '1', '0', 'Nothing else has changed.', file,
  ]);
  return { file, version };
}
