// SPDX-License-Identifier: GPL-3.0-only
package io.bms.simulator.point;

/** When an object reports an event by itself: intrinsic reporting (ASHRAE 135, 13.2). */
public sealed interface EventRule {
    Announcement announcement();

    /** For how long the value must be so, in seconds, before that is an event or is over. */
    int delaySeconds();

    /** An analog value is out of these limits; it is back once it is within them by the deadband. */
    record Limits(double low, double high, double deadband, int delaySeconds, Announcement announcement)
            implements EventRule {}

    /** A binary value is active. */
    record Active(int delaySeconds, Announcement announcement) implements EventRule {}

    /** The notification classes of a device, each an object of this instance number. */
    enum Announcement {
        /** Somebody has to acknowledge it. */
        URGENT(1, 90, 160, true),
        ORDINARY(2, 150, 200, false);

        private final int instance;
        private final int priority;
        private final int priorityOfNormal;
        private final boolean acknowledged;

        Announcement(int instance, int priority, int priorityOfNormal, boolean acknowledged) {
            this.instance = instance;
            this.priority = priority;
            this.priorityOfNormal = priorityOfNormal;
            this.acknowledged = acknowledged;
        }

        public int instance() {
            return instance;
        }

        /** 0 to 255, the most urgent first, of becoming off-normal or faulty. */
        public int priority() {
            return priority;
        }

        /** The same of becoming normal again. */
        public int priorityOfNormal() {
            return priorityOfNormal;
        }

        /** Becoming off-normal or faulty has to be acknowledged. */
        public boolean isAcknowledged() {
            return acknowledged;
        }
    }
}
