// SPDX-License-Identifier: GPL-3.0-only
/**
 * Completes the bill of materials that CycloneDX' Maven plugin has made: it knows what our modules depend on, but neither what Karaf's and
 * our features name by address alone, nor what the Designer is built of.
 *
 *   node sbom.mjs BOM.json ASSEMBLY PACKAGE-LOCK.json
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';

const [bomFile, assembly, lockFile] = process.argv.slice(2);
if (!existsSync(bomFile)) {
  console.log('No bill of materials: its plugin makes none while Maven is offline.');
  process.exit(0);
}
const bom = JSON.parse(readFileSync(bomFile, 'utf8'));
const known = new Set(bom.components.map((component) => component.purl.replace(/\?.*/, '')));

function add(component) {
  if (!known.has(component.purl)) {
    known.add(component.purl);
    bom.components.push({ type: 'library', 'bom-ref': component.purl, ...component });
  }
}

/** The jars of the assembly's repository, whose path is group, artifact and version. */
const repository = join(assembly, 'system');
for (const file of readdirSync(repository, { recursive: true }).filter((name) => name.endsWith('.jar')).sort()) {
  const folder = dirname(file);
  const version = basename(folder);
  const name = basename(dirname(folder));
  const group = relative('.', dirname(dirname(folder))).replaceAll('/', '.');
  const content = createHash('sha256').update(readFileSync(join(repository, file))).digest('hex');
  add({ group, name, version, purl: `pkg:maven/${group}/${name}@${version}`, hashes: [{ alg: 'SHA-256', content }] });
}

/** What the page in the browser is built of, without the tools that build and test it. */
const { packages } = JSON.parse(readFileSync(lockFile, 'utf8'));
for (const [path, { version, license, dev }] of Object.entries(packages)) {
  if (path !== '' && !dev) {
    const name = path.replace(/^.*node_modules\//, '');
    add({ name, version, purl: `pkg:npm/${name.replace('@', '%40')}@${version}`, ...(license && { licenses: [{ license: { name: license } }] }) });
  }
}
writeFileSync(bomFile, `${JSON.stringify(bom, null, 2)}\n`);
