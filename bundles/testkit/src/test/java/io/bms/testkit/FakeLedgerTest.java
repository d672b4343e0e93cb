// SPDX-License-Identifier: GPL-3.0-only
package io.bms.testkit;

import io.bms.api.command.CommandLedger;

public class FakeLedgerTest extends CommandLedgerContract {
    @Override
    protected CommandLedger open() {
        return new FakeLedger();
    }

    @Override
    protected CommandLedger reopen(CommandLedger ledger) {
        return ledger;
    }
}
