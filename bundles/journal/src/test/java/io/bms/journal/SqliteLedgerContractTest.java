// SPDX-License-Identifier: GPL-3.0-only
package io.bms.journal;

import io.bms.api.command.CommandLedger;
import io.bms.testkit.CommandLedgerContract;
import java.util.Optional;
import org.junit.After;
import org.junit.Rule;
import org.junit.rules.TemporaryFolder;

public final class SqliteLedgerContractTest extends CommandLedgerContract {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Optional<SqliteLedger> opened = Optional.empty();

    @Override
    protected CommandLedger open() {
        close();
        SqliteLedger ledger = new SqliteLedger(folder.getRoot().toPath());
        opened = Optional.of(ledger);
        return ledger;
    }

    @Override
    protected CommandLedger reopen(CommandLedger ledger) {
        return open();
    }

    @After
    public void close() {
        opened.ifPresent(SqliteLedger::close);
    }
}
