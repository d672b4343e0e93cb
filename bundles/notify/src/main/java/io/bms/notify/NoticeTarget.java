// SPDX-License-Identifier: GPL-3.0-only
package io.bms.notify;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/** Where notices go. */
sealed interface NoticeTarget {
    record Mail(String address) implements NoticeTarget {}

    /** @param secretFile whose first line is the key by which they are signed */
    record Webhook(URI url, Optional<Path> secretFile) implements NoticeTarget {}
}
