// SPDX-License-Identifier: GPL-3.0-only
// Reads what GET /api/tags gives by parsers that are not ours, from files, and says what is in it as one line of JSON.
'use strict';
const fs = require('fs');
const [kind, file] = process.argv.slice(2);
const text = fs.readFileSync(file, 'utf8');

function brick() {
  const { Parser } = require('n3');
  const quads = new Parser().parse(text);
  const type = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#type';
  const classes = {};
  for (const quad of quads) {
    if (quad.predicate.value === type) {
      classes[quad.object.value] = (classes[quad.object.value] || 0) + 1;
    }
  }
  return { triples: quads.length, classes };
}

function haystack() {
  const { makeValue, HGrid } = require('haystack-core');
  const grid = makeValue(JSON.parse(text));
  if (!(grid instanceof HGrid)) {
    throw new Error('it is no grid');
  }
  const rows = grid.getRows();
  const ids = new Set(rows.map((row) => row.get('id').value));
  const dangling = rows.filter((row) =>
    ['siteRef', 'equipRef'].some((ref) => row.has(ref) && !ids.has(row.get(ref).value)),
  );
  const unlike = rows
    .filter((row) => row.has('point') && row.has('curVal'))
    .filter((row) => !row.get('curVal').isKind(row.get('kind').value.toLowerCase()));
  return {
    sites: rows.filter((row) => row.has('site')).length,
    equips: rows.filter((row) => row.has('equip')).length,
    points: rows.filter((row) => row.has('point')).length,
    values: rows.filter((row) => row.has('curVal')).length,
    ids: ids.size,
    dangling: dangling.length,
    unlike: unlike.map((row) => row.get('id').value),
    zinc: grid.toZinc().length,
  };
}

console.log(JSON.stringify(kind === 'brick' ? brick() : haystack()));
