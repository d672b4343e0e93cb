// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt;

/**
 * Whether the broker takes batches. They go out at QoS 0, of which nobody says whether it is taken; so the first of each
 * connection asks, the others wait for its answer, and where that is no, late batches find out when it has become yes.
 * Thread: bms-mqtt-session.
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
