// SPDX-License-Identifier: GPL-3.0-only
package io.bms.notify;

import java.io.IOException;

/** A way to a recipient. Thread: any; blocks, with a deadline of its own. */
interface NoticeChannel {
    /**
     * Returns once the recipient's server has taken it.
     *
     * @throws IOException it has not, or nobody can tell; the message says why, for people
     */
    void deliver(Notice notice) throws IOException;
}
