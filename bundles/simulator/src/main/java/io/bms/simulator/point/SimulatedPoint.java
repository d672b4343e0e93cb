// SPDX-License-Identifier: GPL-3.0-only
package io.bms.simulator.point;

import java.util.Objects;
import java.util.Optional;

/**
 * One object of a simulated device.
 *
 * @param events when it reports an event, if it ever does
 */
public record SimulatedPoint(
        PointKind kind,
        Shape shape,
        int instance,
        String name,
        String description,
        Port port,
        Optional<EventRule> events) {
    public SimulatedPoint {
        Objects.requireNonNull(kind);
        Objects.requireNonNull(shape);
        Objects.requireNonNull(port);
        Objects.requireNonNull(events);
        if (name.isBlank() || description.isBlank()) {
            throw new IllegalArgumentException("a point needs a name and a description");
        }
    }

    /** One that reports no events. */
    public SimulatedPoint(PointKind kind, Shape shape, int instance, String name, String description, Port port) {
        this(kind, shape, instance, name, description, port, Optional.empty());
    }
}
