// SPDX-License-Identifier: GPL-3.0-only
// Reads and writes payloads of Sparkplug B by an implementation that is not ours, for tests only.
'use strict';
const fs = require('fs');
const sparkplug = require('sparkplug-payload').get('spBv1.0');
const [what, file, ...rest] = process.argv.slice(2);

if (what === 'decode') {
  const payload = sparkplug.decodePayload(fs.readFileSync(file));
  console.log(JSON.stringify(payload, (key, value) =>
      value && value.constructor.name === 'Long' ? Number(value) : value));
} else {
  const [alias, type, value] = rest;
  fs.writeFileSync(
    file,
    sparkplug.encodePayload({
      timestamp: Date.now(),
      metrics: [{ name: '', alias: Number(alias), type, value: JSON.parse(value) }],
    }),
  );
}
