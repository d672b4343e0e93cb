/** What tests of all bundles share: time that only moves when told, fakes of the contracts, and contract tests. */
package io.bms.testkit;
