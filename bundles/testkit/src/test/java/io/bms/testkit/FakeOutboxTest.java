// SPDX-License-Identifier: GPL-3.0-only
package io.bms.testkit;

import io.bms.api.outbox.BatchOutbox;

public class FakeOutboxTest extends BatchOutboxContract {
    @Override
    protected BatchOutbox open() {
        return new FakeOutbox();
    }

    @Override
    protected BatchOutbox reopen(BatchOutbox outbox) {
        return outbox;
    }
}
