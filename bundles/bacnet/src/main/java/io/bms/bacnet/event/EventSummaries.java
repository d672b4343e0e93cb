// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.event;

import com.serotonin.bacnet4j.type.primitive.ObjectIdentifier;
import io.bms.api.driver.EventState;
import io.bms.bacnet.packet.BadPacketException;
import io.bms.bacnet.packet.Tags;
import io.bms.bacnet.packet.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a GetEventInformation-ACK or a GetAlarmSummary-ACK says (ASHRAE 135, 13.12 and 13.10), read from its octets.
 * Thread: any.
 *
 * @param more the device has more events than these
 */
record EventSummaries(List<Summary> events, boolean more) {
    private static final int STATE = 1;
    private static final int ACKNOWLEDGED = 2;
    private static final int STAMPS = 3;
    private static final int NOTIFY_TYPE = 4;
    private static final int PRIORITIES = 6;
    /** The BACnetNotifyType alarm. */
    private static final int ALARM = 0;

    private static final int NO_STATE = -1;

    /**
     * One event.
     *
     * @param acknowledged the bits of BACnetEventTransitionBits, the first of them the highest of an octet
     * @param stamps in hex; empty where the service does not tell them
     * @param priorities likewise
     */
    record Summary(
            ObjectIdentifier object,
            EventState state,
            int acknowledged,
            List<String> stamps,
            boolean alarm,
            List<Integer> priorities) {
        boolean isAcknowledged(EventState.Transition transition) {
            return isAcknowledged(acknowledged, transition);
        }

        static boolean isAcknowledged(int bits, EventState.Transition transition) {
            return (bits & 0x80 >> transition.ordinal()) != 0;
        }

        boolean isAllAcknowledged() {
            return (acknowledged & 0xe0) == 0xe0;
        }
    }

    static EventSummaries ofEventInformation(byte[] ack) throws BadPacketException {
        Tags tags = new Tags(ack, 0);
        List<Summary> events = new ArrayList<>();
        require(tags.next() && tags.isOpening());
        boolean inside = tags.next();
        while (inside && !tags.isClosing()) {
            inside = summary(tags, ack, events);
        }
        boolean more = tags.next() && tags.length() == 1 && ack[tags.content()] != 0;
        return new EventSummaries(events, more);
    }

    /** @return whether {@code tags} stands on a tag after this summary */
    private static boolean summary(Tags tags, byte[] ack, List<Summary> events) throws BadPacketException {
        require(tags.isContext() && tags.number() == 0);
        ObjectIdentifier object = object(tags);
        int state = NO_STATE;
        Optional<Integer> acknowledged = Optional.empty();
        List<String> stamps = List.of();
        List<Integer> priorities = List.of();
        boolean alarm = true;
        boolean more = tags.next();
        while (more && !tags.isClosing() && tags.number() != 0) {
            switch (tags.number()) {
                case STATE -> state = tags.unsigned();
                case ACKNOWLEDGED -> acknowledged = Optional.of(bits(tags, ack));
                case STAMPS -> stamps = TimeStamps.read(tags, ack);
                case NOTIFY_TYPE -> alarm = tags.unsigned() == ALARM;
                case PRIORITIES -> priorities = numbers(tags);
                default -> {
                    if (tags.isOpening()) {
                        TimeStamps.skip(tags);
                    }
                }
            }
            more = tags.next();
        }
        require(acknowledged.isPresent());
        events.add(new Summary(object, state(state), acknowledged.get(), stamps, alarm, priorities));
        return more;
    }

    static EventSummaries ofAlarmSummary(byte[] ack) throws BadPacketException {
        Tags tags = new Tags(ack, 0);
        List<Summary> events = new ArrayList<>();
        while (tags.next()) {
            ObjectIdentifier object = object(tags);
            require(tags.next());
            EventState state = state(tags.unsigned());
            require(tags.next());
            events.add(new Summary(object, state, bits(tags, ack), List.of(), true, List.of()));
        }
        return new EventSummaries(events, false);
    }

    private static ObjectIdentifier object(Tags tags) throws BadPacketException {
        require(tags.length() == Integer.BYTES);
        int number = tags.unsigned();
        return new ObjectIdentifier(Tags.objectType(number), Tags.instance(number));
    }

    private static EventState state(int number) throws BadPacketException {
        require(number >= 0 && number <= 0xffff);
        return new EventState(number);
    }

    /** The first octet of a bit string says how many bits of the last do not count. */
    private static int bits(Tags tags, byte[] ack) throws BadPacketException {
        require(tags.length() == 2);
        return ack[tags.content() + 1] & 0xff;
    }

    private static List<Integer> numbers(Tags tags) throws BadPacketException {
        List<Integer> numbers = new ArrayList<>();
        while (tags.next() && !tags.isClosing()) {
            require(numbers.size() < EventState.Transition.values().length);
            numbers.add(tags.unsigned());
        }
        return numbers;
    }

    private static void require(boolean so) throws BadPacketException {
        if (!so) {
            throw new BadPacketException(Verdict.BAD_APPLICATION, "a list of events that cannot be read");
        }
    }
}
