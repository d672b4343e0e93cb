// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.request;

import com.serotonin.bacnet4j.type.Encodable;
import com.serotonin.bacnet4j.type.enumerated.ErrorCode;
import io.bms.api.Failure;
import io.bms.bacnet.value.DeviceRefusal;
import io.bms.bacnet.value.PointValues;
import java.util.Optional;

/** What reading one property came to. Thread: any. */
public sealed interface Reading {
    /** A value. */
    record Got(Encodable content) implements Reading {
        @Override
        public Optional<Encodable> value() {
            return Optional.of(content);
        }

        @Override
        public Optional<Failure> failure() {
            return Optional.empty();
        }
    }

    /** The device refused this one. */
    record Refused(DeviceRefusal why) implements Reading {
        @Override
        public Optional<DeviceRefusal> refusal() {
            return Optional.of(why);
        }

        @Override
        public boolean isFault() {
            return true;
        }

        @Override
        public Optional<Failure> failure() {
            return Optional.of(new Failure(
                    io.bms.api.ErrorCode.DEVICE_ERROR, "The device answered: " + why.words() + "; " + why.remedy()));
        }
    }

    /** The device answered with something that cannot be decoded, or left it out. */
    record Unreadable(String detail) implements Reading {
        @Override
        public boolean isFault() {
            return true;
        }

        @Override
        public Optional<Failure> failure() {
            return Optional.of(
                    new Failure(io.bms.api.ErrorCode.DEVICE_ERROR, "The device's value cannot be read: " + detail));
        }
    }

    /** No answer. */
    record Silent() implements Reading {
        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public boolean isSilent() {
            return true;
        }

        @Override
        public Optional<Failure> failure() {
            return Optional.of(new Failure(
                    io.bms.api.ErrorCode.DEVICE_TIMEOUT,
                    "The device did not answer; check its power, its network and its address"));
        }
    }

    /** The device answers, but not to this. */
    record Unanswered(String detail) implements Reading {
        @Override
        public boolean isMute() {
            return true;
        }

        @Override
        public Optional<Failure> failure() {
            return Optional.of(new Failure(io.bms.api.ErrorCode.DEVICE_ERROR, detail));
        }
    }

    /** The device answers, but was not asked for this yet. */
    record Postponed(String reason) implements Reading {
        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public Optional<Failure> failure() {
            return Optional.of(new Failure(io.bms.api.ErrorCode.DEVICE_ERROR, reason));
        }
    }

    /** A router on the way did not deliver it. */
    record Undelivered(String reason) implements Reading {
        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public Optional<Failure> failure() {
            return Optional.of(new Failure(io.bms.api.ErrorCode.DEVICE_TIMEOUT, reason));
        }
    }

    /** Not asked, or not to the end. */
    record NotAsked(String reason) implements Reading {
        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public boolean isNotAsked() {
            return true;
        }

        @Override
        public Optional<Failure> failure() {
            return Optional.of(new Failure(io.bms.api.ErrorCode.NOT_CONFIGURED, reason));
        }
    }

    /** Why there is no value, for people; empty if there is one. */
    Optional<Failure> failure();

    /** The value, if there is one. */
    default Optional<Encodable> value() {
        return Optional.empty();
    }

    /** The value, if there is one of this class. */
    default <T extends Encodable> Optional<T> as(Class<T> type) {
        return value().filter(type::isInstance).map(type::cast);
    }

    /** The same, also where the library has no type for it and only its tag says what it is. */
    default <T extends Encodable> Optional<T> typed(Class<T> type) {
        return value().map(PointValues::typed).filter(type::isInstance).map(type::cast);
    }

    /** Why the device refused it, if it did. */
    default Optional<DeviceRefusal> refusal() {
        return Optional.empty();
    }

    /** The device refused it with this error. */
    default boolean isError(ErrorCode code) {
        return refusal().filter(why -> why.isError(code)).isPresent();
    }

    /** The device's answer was an error, or could not be read. */
    default boolean isFault() {
        return false;
    }

    /** The read taught nothing about the property, and it can be asked for again. */
    default boolean isOpen() {
        return false;
    }

    default boolean isSilent() {
        return false;
    }

    /** The device answers, but not to this. */
    default boolean isMute() {
        return false;
    }

    /** The gateway did not get to ask. */
    default boolean isNotAsked() {
        return false;
    }
}
