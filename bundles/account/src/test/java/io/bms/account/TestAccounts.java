// SPDX-License-Identifier: GPL-3.0-only
package io.bms.account;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Map;

/** Accounts on the disk that say nothing at their start and take little time for a password. */
final class TestAccounts {
    private static final int FEW_ITERATIONS = 10;

    private TestAccounts() {}

    /** @param adminPassword of {@code admin}, where the folder is new */
    static SqliteAccounts open(Path data, String adminPassword, Clock clock) {
        return new SqliteAccounts(
                data,
                Map.of("BMS_ADMIN_PASSWORD", adminPassword),
                new StartConsole(new PrintStream(OutputStream.nullOutputStream()), false),
                new SecureRandom(),
                FEW_ITERATIONS,
                clock,
                System::nanoTime);
    }
}
