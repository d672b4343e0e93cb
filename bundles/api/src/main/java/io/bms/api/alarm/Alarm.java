// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.alarm;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * One alarm as it is now (docs/wire.md, "Alarms"); immutable.
 *
 * @param onset when it came last
 * @param goneAt when its cause went, if it has
 * @param attention what people and the gateway think of it
 * @param chattering it has come three times within ten minutes
 * @param seq number of the newest event about it
 * @param changedAt when anything of this changed
 */
public record Alarm(
        AlarmCause cause,
        Onset onset,
        AlarmCondition condition,
        Optional<Instant> goneAt,
        Attention attention,
        boolean chattering,
        long seq,
        Instant changedAt) {
    public Alarm {
        Objects.requireNonNull(cause, "cause");
        Objects.requireNonNull(onset, "onset");
        Objects.requireNonNull(condition, "condition");
        Objects.requireNonNull(goneAt, "goneAt");
        Objects.requireNonNull(attention, "attention");
        Objects.requireNonNull(changedAt, "changedAt");
    }

    /**
     * @param occurrence counts how often it has come, from 1
     * @param seq number of the event that said so
     */
    public record Onset(int occurrence, long seq, Instant at) {
        public Onset {
            Objects.requireNonNull(at, "at");
        }
    }

    /**
     * @param acknowledgement who has seen it
     * @param shelf who has put it aside, and until when
     * @param suppressedBy the alarm of which it is but an effect
     * @param passing what has become of the acknowledgement at the device; empty if it has none, or has taken it
     */
    public record Attention(
            Optional<Signature> acknowledgement,
            Optional<Shelf> shelf,
            Optional<AlarmId> suppressedBy,
            Optional<Passing> passing) {
        public static final Attention NONE = new Attention(Optional.empty(), Optional.empty(), Optional.empty());

        public Attention {
            Objects.requireNonNull(acknowledgement, "acknowledgement");
            Objects.requireNonNull(shelf, "shelf");
            Objects.requireNonNull(suppressedBy, "suppressedBy");
            Objects.requireNonNull(passing, "passing");
        }

        /** No device waits for the acknowledgement. */
        public Attention(Optional<Signature> acknowledgement, Optional<Shelf> shelf, Optional<AlarmId> suppressedBy) {
            this(acknowledgement, shelf, suppressedBy, Optional.empty());
        }
    }

    /**
     * An acknowledgement that the device has not taken.
     *
     * @param refused why it never will, for people; empty: it is on its way
     */
    public record Passing(Optional<String> refused) {
        public Passing {
            Objects.requireNonNull(refused, "refused");
        }
    }

    /** Put aside, always with an end. */
    public record Shelf(Instant until, Signature signature) {
        public Shelf {
            Objects.requireNonNull(until, "until");
            Objects.requireNonNull(signature, "signature");
        }
    }

    public AlarmId id() {
        return cause.id();
    }

    /** Somebody is to acknowledge it, and has not. */
    public boolean awaitsAcknowledgement() {
        return cause.needsAcknowledgement() && attention.acknowledgement().isEmpty();
    }

    /** Its cause is gone, and nobody need do anything about it any more. */
    public boolean isOver() {
        return condition == AlarmCondition.GONE && !awaitsAcknowledgement() && !cause.latching();
    }

    /** Nobody need be disturbed by it: it is put aside, or an effect of another. */
    public boolean isQuiet() {
        return attention.shelf().isPresent() || attention.suppressedBy().isPresent();
    }

    public Alarm causedBy(AlarmCause other) {
        return new Alarm(other, onset, condition, goneAt, attention, chattering, seq, changedAt);
    }

    public Alarm is(AlarmCondition now, Optional<Instant> gone) {
        return new Alarm(cause, onset, now, gone, attention, chattering, seq, changedAt);
    }

    public Alarm acknowledged(Signature by) {
        return with(new Attention(Optional.of(by), attention.shelf(), attention.suppressedBy(), attention.passing()));
    }

    /** It needs an acknowledgement, and has none any more. */
    public Alarm unacknowledged() {
        return causedBy(cause.needingAcknowledgement())
                .with(new Attention(
                        Optional.empty(), attention.shelf(), attention.suppressedBy(), attention.passing()));
    }

    public Alarm passing(Optional<Passing> passing) {
        return with(new Attention(attention.acknowledgement(), attention.shelf(), attention.suppressedBy(), passing));
    }

    public Alarm shelved(Optional<Shelf> shelf) {
        return with(new Attention(attention.acknowledgement(), shelf, attention.suppressedBy(), attention.passing()));
    }

    public Alarm suppressed(Optional<AlarmId> by) {
        return with(new Attention(attention.acknowledgement(), attention.shelf(), by, attention.passing()));
    }

    private Alarm with(Attention other) {
        return new Alarm(cause, onset, condition, goneAt, other, chattering, seq, changedAt);
    }

    public Alarm chattering(boolean now) {
        return new Alarm(cause, onset, condition, goneAt, attention, now, seq, changedAt);
    }

    public Alarm changed(long number, Instant at) {
        return new Alarm(cause, onset, condition, goneAt, attention, chattering, number, at);
    }
}
