// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin;

import java.util.Objects;

/**
 * A flow that somebody draws, deployed or not.
 *
 * @param revision counts up from 1 with each save
 * @param flow JSON object
 */
record Project(String id, String name, long revision, String flow) {
    Project {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(flow, "flow");
    }
}
