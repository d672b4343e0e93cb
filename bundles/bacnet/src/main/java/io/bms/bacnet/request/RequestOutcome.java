// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.request;

import com.serotonin.bacnet4j.service.acknowledgement.AcknowledgementService;
import com.serotonin.bacnet4j.service.acknowledgement.ReadPropertyAck;
import io.bms.bacnet.value.DeviceRefusal;
import io.bms.bacnet.value.PropertyKey;
import java.util.Optional;

/** What a request came to. Thread: any. */
public sealed interface RequestOutcome {
    Reading ANSWERED_ELSE = new Reading.Unreadable("it answered to another question");

    /** The device did it; with a service, unless it only said so. */
    record Done(Optional<AcknowledgementService> service) implements RequestOutcome {
        @Override
        public <T> T decide(Cases<T> cases) {
            return cases.done();
        }

        @Override
        public boolean isDone() {
            return true;
        }

        @Override
        public boolean isOfDevice() {
            return true;
        }

        @Override
        public <T extends AcknowledgementService> Optional<T> acknowledgement(Class<T> type) {
            return service.filter(type::isInstance).map(type::cast);
        }

        @Override
        public Reading reading() {
            return ANSWERED_ELSE;
        }

        @Override
        public Reading reading(PropertyKey key) {
            return acknowledgement(ReadPropertyAck.class)
                    .filter(ack -> key.equals(PropertyKey.of(
                            ack.getEventObjectIdentifier(), ack.getPropertyIdentifier(), ack.getPropertyArrayIndex())))
                    .<Reading>map(ack -> new Reading.Got(ack.getValue()))
                    .orElse(ANSWERED_ELSE);
        }
    }

    /**
     * The device answered with this service, of a request whose answer is to be had as it came.
     *
     * @param content the tags, found sound
     */
    record Octets(byte[] content) implements RequestOutcome {
        @Override
        public <T> T decide(Cases<T> cases) {
            return cases.done();
        }

        @Override
        public boolean isDone() {
            return true;
        }

        @Override
        public boolean isOfDevice() {
            return true;
        }

        @Override
        public Optional<byte[]> octets() {
            return Optional.of(content);
        }

        @Override
        public Reading reading() {
            return ANSWERED_ELSE;
        }
    }

    /** The device answered with an Error, Reject or Abort. */
    record Refused(DeviceRefusal why) implements RequestOutcome {
        @Override
        public <T> T decide(Cases<T> cases) {
            return cases.refused(why);
        }

        @Override
        public boolean isOfDevice() {
            return true;
        }

        @Override
        public Optional<DeviceRefusal> refusal() {
            return Optional.of(why);
        }

        @Override
        public Reading reading() {
            return new Reading.Refused(why);
        }
    }

    /** The device answered, in a way that the library cannot read. */
    record Unreadable(String detail) implements RequestOutcome {
        @Override
        public <T> T decide(Cases<T> cases) {
            return cases.unreadable();
        }

        @Override
        public boolean isOfDevice() {
            return true;
        }

        @Override
        public Reading reading() {
            return new Reading.Unreadable(detail);
        }
    }

    /** The request does not fit the device, or the way to it. */
    record TooLong() implements RequestOutcome {
        @Override
        public <T> T decide(Cases<T> cases) {
            return cases.tooLong();
        }

        @Override
        public Reading reading() {
            return new Reading.Unreadable("the request is too long for the device, or for the way to it");
        }
    }

    /** A router on the way did not deliver the request, for this reason. */
    record Undelivered(String reason) implements RequestOutcome {
        @Override
        public <T> T decide(Cases<T> cases) {
            return cases.undelivered(reason);
        }

        @Override
        public boolean isLost() {
            return true;
        }

        @Override
        public Reading reading() {
            return new Reading.Undelivered(reason);
        }
    }

    /** The device did not answer. */
    record Silent() implements RequestOutcome {
        @Override
        public <T> T decide(Cases<T> cases) {
            return cases.silent();
        }

        @Override
        public boolean isSilent() {
            return true;
        }

        @Override
        public Reading reading() {
            return new Reading.Silent();
        }
    }

    /**
     * The request was dropped here, since the network is not open, or the driver is closing.
     *
     * @param sent it was on its way already, and may have been carried out
     */
    record Dropped(String reason, boolean sent) implements RequestOutcome {
        @Override
        public <T> T decide(Cases<T> cases) {
            return cases.dropped(reason, sent);
        }

        @Override
        public boolean isLost() {
            return true;
        }

        @Override
        public Reading reading() {
            return new Reading.NotAsked(reason);
        }
    }

    /**
     * One answer for each outcome, for whoever must tell all of them apart.
     *
     * @param <T> what it is
     */
    interface Cases<T> {
        T done();

        T refused(DeviceRefusal why);

        T unreadable();

        T tooLong();

        T undelivered(String reason);

        T silent();

        /** @param sent it was on its way already, and may have been carried out */
        T dropped(String reason, boolean sent);
    }

    <T> T decide(Cases<T> cases);

    /** What this outcome is for a property that it does not tell. */
    Reading reading();

    /** What this outcome is for the ReadProperty of this key. */
    default Reading reading(PropertyKey key) {
        return reading();
    }

    default boolean isDone() {
        return false;
    }

    /** The outcome came from the device itself, whatever it says. */
    default boolean isOfDevice() {
        return false;
    }

    default boolean isSilent() {
        return false;
    }

    /** The request never reached the device, and says nothing about it. */
    default boolean isLost() {
        return false;
    }

    /** Why the device refused, if it did. */
    default Optional<DeviceRefusal> refusal() {
        return Optional.empty();
    }

    /** The answer as it came, if that was asked for. */
    default Optional<byte[]> octets() {
        return Optional.empty();
    }

    /** What the device said with its acknowledgement, if that is of this class. */
    default <T extends AcknowledgementService> Optional<T> acknowledgement(Class<T> type) {
        return Optional.empty();
    }
}
