// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.driver;

/**
 * The state of an object as to events (BACnetEventState, ASHRAE 135, clause 21).
 *
 * @param number 0 to 65535; from 64 on of the vendor's own
 */
public record EventState(int number) {
    public static final EventState NORMAL = new EventState(0);
    public static final EventState FAULT = new EventState(1);
    public static final EventState OFFNORMAL = new EventState(2);
    public static final EventState HIGH_LIMIT = new EventState(3);
    public static final EventState LOW_LIMIT = new EventState(4);
    public static final EventState LIFE_SAFETY_ALARM = new EventState(5);

    private static final int LAST = 0xffff;

    public EventState {
        if (number < 0 || number > LAST) {
            throw new IllegalArgumentException("event state " + number + " is not in 0.." + LAST);
        }
    }

    public boolean isNormal() {
        return number == NORMAL.number;
    }

    /** The kind of change that led to this state. */
    public Transition transition() {
        return isNormal()
                ? Transition.TO_NORMAL
                : number == FAULT.number ? Transition.TO_FAULT : Transition.TO_OFFNORMAL;
    }

    /** For people, to follow the name of the object: {@code is above its high limit}. */
    public String words() {
        return switch (number) {
            case 0 -> "is normal";
            case 1 -> "has a fault";
            case 2 -> "is off normal";
            case 3 -> "is above its high limit";
            case 4 -> "is below its low limit";
            case 5 -> "reports a life safety alarm";
            default -> "is in event state " + number;
        };
    }

    /** A kind of change of state, in the order of the standard's bits (BACnetEventTransitionBits). */
    public enum Transition {
        TO_OFFNORMAL,
        TO_FAULT,
        TO_NORMAL
    }
}
