// SPDX-License-Identifier: GPL-3.0-only
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { createVitest, escapeTestName, parseCLI } from 'vitest/node';

/**
 * Runs the tests of one configuration: `node test/run.mjs CONFIG [as after vitest run]`. What the build does for tests in Java, it does for these:
 * BMS_RERUN is how often what failed is run again, hooks included, and BMS_REPORT the file of the report, in Surefire's format.
 */
const [config, ...given] = process.argv.slice(2);
const { filter, options } = parseCLI(['vitest', 'run', ...given]);

async function run(filters, more = {}) {
  const vitest = await createVitest('test', { ...options, config, watch: false, run: true, ...more });
  try {
    const { testModules, unhandledErrors } = await vitest.start(filters);
    return { modules: testModules, stray: unhandledErrors };
  } finally {
    await vitest.close();
  }
}

const nameOf = (module) => (module.project.name === '' ? module.relativeModuleId : `${module.project.name}: ${module.relativeModuleId}`);
/** Whether it ran and nothing in it failed; a suite whose hook failed has tests that were only left out. */
const passed = (part) => (part.type === 'test' ? part.result().state : part.state()) === 'passed';
const failed = (part) => !part.ok();

/** What of a module is run again: outermost suites, whose tests may build on one another, and tests in none; all of it where the module itself failed. */
function partsToRunAgain(module) {
  const parts = module.children.array().filter(failed);
  return parts.length === 0 || module.errors().length > 0 ? [module] : parts;
}

const keyOf = (part) => (part.type === 'module' ? nameOf(part) : `${nameOf(part.module)} > ${part.name}`);
const partsOf = (modules) => new Map(modules.flatMap((module) => [module, ...module.children.array()]).map((part) => [keyOf(part), part]));

const first = await run(filter);
let failing = first.modules.filter(failed).flatMap(partsToRunAgain);
const passedAgain = new Set();
let stray = first.stray.length > 0 && failing.length === 0;
for (let left = Number(process.env['BMS_RERUN'] ?? 0); left > 0 && failing.length > 0; left--) {
  console.log(`Run again:\n${failing.map((part) => `  ${keyOf(part)}\n`).join('')}`);
  const whole = failing.some((part) => part.type === 'module');
  const modules = failing.map((part) => (part.type === 'module' ? part : part.module));
  const again = await run([...new Set(modules.map((module) => module.moduleId))], {
    project: [...new Set(modules.map((module) => module.project.name).filter((name) => name !== ''))],
    ...(!whole && { testNamePattern: `^(?:${failing.map((part) => escapeTestName(part.name)).join('|')})` }),
  });
  stray = again.stray.length > 0;
  const parts = partsOf(again.modules);
  failing = failing.filter((part) => {
    const now = parts.get(keyOf(part));
    const right = now !== undefined && passed(now);
    if (right) passedAgain.add(part);
    return !right;
  });
}
for (const part of passedAgain) console.log(`Passed only when run again: ${keyOf(part)}`);
if (process.env['BMS_REPORT'] !== undefined) report(process.env['BMS_REPORT']);
// What Vitest has set was of a run that may not have been the last.
process.exitCode = failing.length > 0 || stray || first.modules.length === 0 ? 1 : 0;

function report(file) {
  const cases = first.modules.flatMap((module) => {
    const again = (test) => [module, ...ancestorsOf(test)].some((part) => passedAgain.has(part));
    const lines = [...module.children.allTests()].map((test) => line(module, inWords(test.fullName), test.diagnostic()?.duration ?? 0, insideOf(test, again(test))));
    // A hook that failed is a fault without a test of its own.
    const hooks = [module, ...module.children.allSuites()].filter((suite) => suite.errors().length > 0);
    return [...lines, ...hooks.map((suite) => line(module, suite.type === 'module' ? 'hooks' : inWords(suite.fullName), 0, fault(suite.errors(), again(suite))))];
  });
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `<?xml version="1.0" encoding="UTF-8"?>\n<testsuite>\n${cases.join('')}</testsuite>\n`);
}

/** Without the sign that XML spells out. */
function inWords(fullName) {
  return fullName.replaceAll(' > ', ': ');
}

function ancestorsOf(part) {
  return part.type === 'module' ? [] : [part, ...ancestorsOf(part.parent)];
}

function line(module, name, duration, inside) {
  return `<testcase name="${escaped(name)}" classname="${escaped(nameOf(module))}" time="${(duration / 1000).toFixed(3)}">\n${inside}</testcase>\n`;
}

function insideOf(test, again) {
  const { state, errors = [] } = test.result();
  if (state === 'failed') return fault(errors, again);
  return state === 'skipped' && !again ? '<skipped/>\n' : '';
}

function fault(errors, again) {
  return `<${again ? 'flakyFailure' : 'failure'} message="${escaped(errors.map(({ message }) => message).join('; '))}"/>\n`;
}

function escaped(text) {
  // eslint-disable-next-line no-control-regex -- XML has none of them
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '').replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`).replaceAll('\n', '&#10;');
}
