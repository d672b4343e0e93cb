// SPDX-License-Identifier: GPL-3.0-only
package io.bms.simulator.point;

import java.util.Objects;

/** One object of a simulated device. */
public record SimulatedPoint(PointKind kind, Shape shape, int instance, String name, String description, Port port) {
    public SimulatedPoint {
        Objects.requireNonNull(kind);
        Objects.requireNonNull(shape);
        Objects.requireNonNull(port);
        if (name.isBlank() || description.isBlank()) {
            throw new IllegalArgumentException("a point needs a name and a description");
        }
    }
}
