// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.command;

import io.bms.api.ErrorCode;
import io.bms.api.Failure;
import io.bms.api.alarm.Alarm;
import io.bms.api.alarm.AlarmEvent;
import io.bms.api.alarm.AlarmId;
import io.bms.api.alarm.AlarmOutcome;
import io.bms.api.alarm.AlarmSummary;
import io.bms.api.driver.DiscoveredDevice;
import io.bms.api.driver.DiscoveryReport;
import io.bms.api.history.HistoryBucket;
import io.bms.api.history.HistoryPage;
import io.bms.api.monitoring.MonitoringStatus;
import io.bms.api.monitoring.NetworkLoad;
import io.bms.api.point.PointId;
import io.bms.api.point.PointValue;
import io.bms.api.point.Sample;
import io.bms.api.update.UpdatePlan;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.osgi.annotation.versioning.ProviderType;

/** What came of a command. */
@ProviderType
public sealed interface CommandResult {
    default Status status() {
        return Status.SUCCESS;
    }

    /** What {@code cases} has for this result. */
    <T> T decide(Cases<T> cases);

    /** Present exactly when the status is not success. */
    default Optional<Failure> failure() {
        return Optional.empty();
    }

    /** How it ended, on the wire. */
    enum Status {
        SUCCESS,
        PARTIAL,
        TIMEOUT,
        ERROR;

        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** It could not be carried out. */
    record Failed(Failure reason) implements CommandResult {
        public Failed {
            Objects.requireNonNull(reason, "reason");
        }

        public Failed(ErrorCode code, String message) {
            this(new Failure(code, message));
        }

        @Override
        public <T> T decide(Cases<T> cases) {
            return cases.failed(this);
        }

        @Override
        public Status status() {
            return Status.ERROR;
        }

        @Override
        public Optional<Failure> failure() {
            return Optional.of(reason);
        }
    }

    /** get_config. */
    record Configured(
            Status status,
            Optional<Failure> failure,
            List<DiscoveredDevice> devices,
            List<DiscoveryReport.Unreachable> unreachable,
            List<DiscoveryReport.Conflict> conflicts,
            long configRevision)
            implements CommandResult {
        public Configured {
            if ((status == Status.SUCCESS) == failure.isPresent()) {
                throw new IllegalArgumentException("a failure goes with every status but success");
            }
            devices = List.copyOf(devices);
            unreachable = List.copyOf(unreachable);
            conflicts = List.copyOf(conflicts);
        }

        @Override
        public <T> T decide(Cases<T> cases) {
            return cases.configured(this);
        }
    }

    /** start_monitoring and stop_monitoring. */
    record Monitored(MonitoringStatus monitoringStatus) implements CommandResult {
        public Monitored {
            Objects.requireNonNull(monitoringStatus, "monitoringStatus");
        }

        @Override
        public <T> T decide(Cases<T> cases) {
            return cases.monitored(this);
        }
    }

    /** get_config that was only previewed: what the change would cause; nothing was changed. */
    record Previewed(NetworkLoad load, long configRevision) implements CommandResult {
        public Previewed {
            Objects.requireNonNull(load, "load");
        }

        @Override
        public <T> T decide(Cases<T> cases) {
            return cases.previewed(this);
        }
    }

    /**
     * set_value_to_point; of a preview with the present value, and never effective.
     *
     * @param replaced what was there before, of a point that has no priority array and so cannot be released
     * @param until when the gateway releases it by itself, if it does
     */
    record Written(
            PointValue value,
            int priority,
            boolean effective,
            OptionalInt winningPriority,
            Optional<PointValue> replaced,
            Optional<Instant> until)
            implements CommandResult {
        public Written {
            Objects.requireNonNull(value, "value");
            Objects.requireNonNull(winningPriority, "winningPriority");
            Objects.requireNonNull(replaced, "replaced");
            Objects.requireNonNull(until, "until");
        }

        /** Into a slot that can be released, and is not by itself. */
        public Written(PointValue value, int priority, boolean effective, OptionalInt winningPriority) {
            this(value, priority, effective, winningPriority, Optional.empty(), Optional.empty());
        }

        @Override
        public <T> T decide(Cases<T> cases) {
            return cases.written(this);
        }
    }

    /** reboot: it will happen after {@code delay}. */
    record Rebooting(Duration delay) implements CommandResult {
        public Rebooting {
            Objects.requireNonNull(delay, "delay");
        }

        @Override
        public <T> T decide(Cases<T> cases) {
            return cases.rebooting(this);
        }
    }

    /**
     * get_history, sample by sample.
     *
     * @param units of those points that have one
     */
    record SampleHistory(HistoryPage<Sample> page, Map<PointId, String> units) implements CommandResult {
        public SampleHistory {
            Objects.requireNonNull(page, "page");
            units = Map.copyOf(units);
        }

        @Override
        public <T> T decide(Cases<T> cases) {
            return cases.sampleHistory(this);
        }

        @Override
        public Status status() {
            return failure().isPresent() ? Status.PARTIAL : Status.SUCCESS;
        }

        @Override
        public Optional<Failure> failure() {
            return withoutSamples(page);
        }
    }

    /**
     * get_history in buckets.
     *
     * @param units of those points that have one
     */
    record BucketHistory(HistoryPage<HistoryBucket> page, Map<PointId, String> units) implements CommandResult {
        public BucketHistory {
            Objects.requireNonNull(page, "page");
            units = Map.copyOf(units);
        }

        @Override
        public <T> T decide(Cases<T> cases) {
            return cases.bucketHistory(this);
        }

        @Override
        public Status status() {
            return failure().isPresent() ? Status.PARTIAL : Status.SUCCESS;
        }

        @Override
        public Optional<Failure> failure() {
            return withoutSamples(page);
        }
    }

    /** What people did to alarms: one outcome for each that they named, in that order. */
    record AlarmsChanged(List<AlarmOutcome> outcomes) implements CommandResult {
        public AlarmsChanged {
            outcomes = List.copyOf(outcomes);
        }

        @Override
        public <T> T decide(Cases<T> cases) {
            return cases.alarmsChanged(this);
        }

        @Override
        public Status status() {
            long refused = refused().count();
            if (refused == 0) {
                return Status.SUCCESS;
            }
            return refused == outcomes.size() ? Status.ERROR : Status.PARTIAL;
        }

        @Override
        public Optional<Failure> failure() {
            return refused().findFirst().map(first -> {
                ErrorCode code = first.refused().orElseThrow();
                long of = refused()
                        .filter(outcome -> outcome.refused().orElseThrow() == code)
                        .count();
                return new Failure(code, of + " of " + outcomes.size() + " alarms " + why(code));
            });
        }

        private Stream<AlarmOutcome> refused() {
            return outcomes.stream().filter(outcome -> outcome.refused().isPresent());
        }

        private static String why(ErrorCode code) {
            return switch (code) {
                case CONFLICT -> "came again since you saw it; look at it, and send its seq of now";
                case UNKNOWN_ALARM -> "is not there, or is over; ask for those that are active";
                case STILL_ACTIVE -> "may still be present; shelve it, or if nobody can tell, send force and a note";
                case OUT_OF_RANGE -> "is critical and can be shelved for 86400 seconds at most; send less";
                default -> "was refused";
            };
        }
    }

    /**
     * subscribe_events.
     *
     * @param state what the device's list says now
     * @param lost entries of others that the device has lost meanwhile, for people
     */
    record EventsSubscribed(State state, List<String> lost) implements CommandResult {
        /** Whether the gateway stands in the recipient list. */
        public enum State {
            /** By an entry of its own. */
            ENTERED,
            /** By an entry that somebody else has made, which the gateway will not take out. */
            ENTERED_BY_OTHERS,
            /** It does not. */
            NOT_ENTERED,
            /** The device does not answer; it is asked again when it does. */
            PENDING;

            /** {@code not_entered}. */
            public String wireName() {
                return name().toLowerCase(Locale.ROOT);
            }
        }

        public EventsSubscribed {
            Objects.requireNonNull(state, "state");
            lost = List.copyOf(lost);
        }

        @Override
        public <T> T decide(Cases<T> cases) {
            return cases.eventsSubscribed(this);
        }

        @Override
        public Status status() {
            return lost.isEmpty() ? Status.SUCCESS : Status.PARTIAL;
        }

        @Override
        public Optional<Failure> failure() {
            return lost.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Failure(
                            ErrorCode.DEVICE_ERROR,
                            "the device has lost entries of others, which somebody has to enter again: "
                                    + String.join("; ", lost)));
        }
    }

    /** install_update: the package is verified and staged, and is about to be tried. */
    record UpdateStaged(UpdatePlan plan) implements CommandResult {
        public UpdateStaged {
            Objects.requireNonNull(plan, "plan");
        }

        @Override
        public <T> T decide(Cases<T> cases) {
            return cases.updateStaged(this);
        }
    }

    /**
     * get_alarms: those that are active.
     *
     * @param cursor gets the next page; empty on the last one
     */
    record AlarmList(List<Alarm> alarms, AlarmSummary summary, Optional<AlarmId> cursor) implements CommandResult {
        public AlarmList {
            alarms = List.copyOf(alarms);
            Objects.requireNonNull(summary, "summary");
            Objects.requireNonNull(cursor, "cursor");
        }

        @Override
        public <T> T decide(Cases<T> cases) {
            return cases.alarmList(this);
        }
    }

    /**
     * get_alarms: what became of them.
     *
     * @param more there are more than the limit
     */
    record AlarmEvents(List<AlarmEvent> events, boolean more) implements CommandResult {
        public AlarmEvents {
            events = List.copyOf(events);
        }

        @Override
        public <T> T decide(Cases<T> cases) {
            return cases.alarmEvents(this);
        }
    }

    /**
     * One answer for each result, for whoever must tell all of them apart.
     *
     * @param <T> what it is
     */
    interface Cases<T> {
        T failed(Failed result);

        T configured(Configured result);

        T monitored(Monitored result);

        T previewed(Previewed result);

        T written(Written result);

        T rebooting(Rebooting result);

        T sampleHistory(SampleHistory result);

        T bucketHistory(BucketHistory result);

        T alarmsChanged(AlarmsChanged result);

        T alarmList(AlarmList result);

        T alarmEvents(AlarmEvents result);

        T eventsSubscribed(EventsSubscribed result);

        T updateStaged(UpdateStaged result);
    }

    private static Optional<Failure> withoutSamples(HistoryPage<?> page) {
        return page.unknown().stream()
                .min(PointId::compareTo)
                .map(first -> new Failure(
                        ErrorCode.UNKNOWN_POINT,
                        page.unknown().size() + " of the points never had a sample, such as " + first
                                + "; leave them out, or monitor them first"));
    }
}
