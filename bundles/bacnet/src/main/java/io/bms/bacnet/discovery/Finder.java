// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.discovery;

import io.bms.bacnet.link.IAm;

/** Finds out who is there, for a discovery. Thread: bms-bacnet-worker. */
interface Finder {
    /** Begins. Whoever is found comes as an I-Am. */
    void start();

    /** Every address that was to be asked has answered, or its time is up. */
    boolean isOver();

    /** How much of the finding is done, 0 to 1. */
    double progress();

    /** Whether this I-Am is an answer to the search. */
    boolean wants(IAm device);
}
