// SPDX-License-Identifier: GPL-3.0-only
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

/** How the tests in a browser are run: cases that fail at first, each for another reason. */
describe('test/run.mjs', { timeout: 60_000 }, () => {
  let folder: string;
  beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'run-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function run(env: Record<string, string>, ...more: string[]) {
    const outside = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(VITEST|BMS_)|^TEST$/.test(name)));
    const report = join(folder, 'reports', 'TEST-cases.xml');
    const { status, stdout, stderr } = spawnSync('node', ['test/run.mjs', 'test/unit/run/vitest.config.ts', ...more], {
      encoding: 'utf8', env: { ...outside, TRACE: folder, BMS_REPORT: report, NO_COLOR: '1', ...env },
    });
    return { status, output: stdout + stderr, ran: readFileSync(join(folder, 'ran'), 'utf8').trim().split('\n').sort(), report: readFileSync(report, 'utf8') };
  }

  test('rerun_notAskedFor_whatFailsFails', () => {
    const { status, output, report } = run({}, 'tests');
    expect(status, output).toBe(1);
    expect(output).not.toContain('Run again');
    expect(report).toContain('<failure message="late fails at first"/>');
  });

  test('rerun_askedFor_failedTestsSuitesAndHooksPassAndAreNamed', () => {
    const { status, output, ran, report } = run({ BMS_RERUN: '1' });
    expect(status, output).toBe(0);
    const again = [...output.matchAll(/^Passed only when run again: (.*)$/gm)].map(([, name]) => name).sort();
    expect(again).toEqual([
      'played: test/unit/run/hooks.case.ts > a suite',
      'played: test/unit/run/module.case.ts',
      'played: test/unit/run/tests.case.ts > late',
      'played: test/unit/run/tests.case.ts > one after another',
    ]);
    // A module that failed as a whole is run as a whole, and so are the others then.
    expect(new Set(ran)).toEqual(new Set(['in a suite', 'beside a suite', 'of a module', 'steady', 'begins']));
    expect(report).toContain('<testcase name="steady_&#60;&#38;&#62;" classname="played: test/unit/run/tests.case.ts" time="');
    expect([...report.matchAll(/<flakyFailure message="(.*) fails? at first"\/>/g)].map(([, name]) => name).sort()).toEqual(['goes on', 'hook', 'late', 'module']);
    expect([...report.matchAll(/name="([^"]*)"[^>]*>\n<skipped\/>/g)].map(([, name]) => name)).toEqual(['left_out', 'broken']);
  });

  test('rerun_ofTests_leavesOutWhatPassed_butNotWhatComesBeforeInItsSuite', () => {
    const { status, output, ran } = run({ BMS_RERUN: '1' }, 'tests', 'hooks');
    expect(status, output).toBe(0);
    expect(ran).toEqual(['begins', 'begins', 'beside a suite', 'in a suite', 'steady']);
  });

  test('rerun_whatFailsAgain_fails', () => {
    const { status, output, report } = run({ BMS_RERUN: '1', TRACE_BROKEN: '1' }, 'tests');
    expect(status, output).toBe(1);
    expect(report).toContain('<failure message="it is always so"/>');
    expect(output).not.toContain('Passed only when run again: played: test/unit/run/tests.case.ts > broken');
  });
});
