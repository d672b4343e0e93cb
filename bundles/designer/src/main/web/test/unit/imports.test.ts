// SPDX-License-Identifier: GPL-3.0-only
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const SRC = fileURLToPath(new URL('../../src', import.meta.url));

/** The modules of src, each with those that it imports, types included. */
function imports(): Map<string, string[]> {
  const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((name) => /\.tsx?$/.test(name));
  const modules = new Set(files.map((name) => name.replace(/\.tsx?$/, '')));
  return new Map(files.map((name) => {
    const wanted = [...readFileSync(join(SRC, name), 'utf8').matchAll(/(?:from|import|import\() *'(\.[^']+)'/g)].map(([, path]) => relative(SRC, resolve(SRC, name, '..', path!)));
    return [name.replace(/\.tsx?$/, ''), wanted.filter((each) => modules.has(each))];
  }));
}

/** A circle of modules, the first again at the end; undefined if there is none. */
function circle(graph: Map<string, string[]>): string[] | undefined {
  const sound = new Set<string>();
  const from = (module: string, way: string[]): string[] | undefined => {
    if (way.includes(module)) return [...way.slice(way.indexOf(module)), module];
    if (sound.has(module)) return undefined;
    for (const next of graph.get(module) ?? []) {
      const found = from(next, [...way, module]);
      if (found !== undefined) return found;
    }
    sound.add(module);
    return undefined;
  };
  for (const module of graph.keys()) {
    const found = from(module, []);
    if (found !== undefined) return found;
  }
  return undefined;
}

test('circle_ofThreeModules_isFound', () => {
  expect(circle(new Map([['main', ['a']], ['a', ['b', 'd']], ['b', ['c']], ['c', ['a']], ['d', []]]))).toEqual(['a', 'b', 'c', 'a']);
});

test('imports_ofThePage_haveNoCircle', () => {
  const graph = imports();
  expect(graph.get('api')).toEqual(expect.arrayContaining(['http', 'mqtt/wire']));
  expect(circle(graph)).toBeUndefined();
});
