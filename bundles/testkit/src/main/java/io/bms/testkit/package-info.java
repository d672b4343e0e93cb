// SPDX-License-Identifier: GPL-3.0-only
/**
 * What tests of all bundles share: time that only moves when told ({@link io.bms.testkit.ManualClock},
 * {@link io.bms.testkit.ManualScheduler}), waiting with a deadline ({@link io.bms.testkit.Await}), fakes of the
 * contracts ({@code Fake…}), and contract tests that every implementation extends ({@code …Contract}).
 */
package io.bms.testkit;
