// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.discovery;

import io.bms.bacnet.link.IAm;

/** Finds out who is there, for a discovery. Confined to the worker. */
interface Finder {
    /** Begins; whoever is found comes as an I-Am. */
    void start();

    /** Every address that was to be asked has answered or had its time. */
    boolean isOver();

    /** How much of the finding is done, 0 to 1. */
    double progress();

    /** An I-Am is an answer to this search. */
    boolean wants(IAm device);
}
