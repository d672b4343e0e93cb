package io.bms.api.command;

import io.bms.api.ErrorCode;
import io.bms.api.Failure;
import io.bms.api.driver.DiscoveredDevice;
import io.bms.api.driver.DiscoveryReport;
import io.bms.api.monitoring.MonitoringStatus;
import io.bms.api.point.PointValue;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/** What came of a command. */
public sealed interface CommandResult {
    default Status status() {
        return Status.SUCCESS;
    }

    /** Present exactly when the status is not success. */
    default Optional<Failure> failure() {
        return Optional.empty();
    }

    /** How it ended, on the wire. */
    enum Status {
        SUCCESS, PARTIAL, TIMEOUT, ERROR;

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
    }

    /** start_monitoring and stop_monitoring. */
    record Monitored(MonitoringStatus monitoringStatus) implements CommandResult {
        public Monitored {
            Objects.requireNonNull(monitoringStatus, "monitoringStatus");
        }
    }

    /** set_value_to_point. */
    record Written(PointValue value, int priority, boolean effective, OptionalInt winningPriority)
            implements CommandResult {
        public Written {
            Objects.requireNonNull(value, "value");
            Objects.requireNonNull(winningPriority, "winningPriority");
        }
    }

    /** reboot: it will happen after {@code delay}. */
    record Rebooting(Duration delay) implements CommandResult {
        public Rebooting {
            Objects.requireNonNull(delay, "delay");
        }
    }
}
