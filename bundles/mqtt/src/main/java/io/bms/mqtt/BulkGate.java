// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt;

/**
 * Whether the broker takes batches. They go out at QoS 0, which is never acknowledged. The first batch of a connection
 * is therefore sent at QoS 1, and the others wait. If it is refused, batches go to the disk, and late ones, which are
 * sent at QoS 1, show when the broker takes them again. Thread: bms-mqtt-session.
 */
final class BulkGate {
    private enum State {
        TO_ASK,
        ASKED,
        OPEN,
        REFUSED
    }

    private State state = State.TO_ASK;

    /** @param answers whether this broker acknowledges anything */
    void connected(boolean answers) {
        state = answers ? State.TO_ASK : State.OPEN;
    }

    void asked() {
        state = State.ASKED;
    }

    /** The question did not get out. */
    void notAsked() {
        state = State.TO_ASK;
    }

    void taken() {
        state = State.OPEN;
    }

    void refused() {
        state = State.REFUSED;
    }

    /** One was refused, which may be its own fault. */
    void doubted() {
        if (state == State.OPEN) {
            state = State.TO_ASK;
        }
    }

    boolean isToAsk() {
        return state == State.TO_ASK;
    }

    boolean isOpen() {
        return state == State.OPEN;
    }

    boolean isRefused() {
        return state == State.REFUSED;
    }
}
