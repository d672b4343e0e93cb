// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.command;

import io.bms.api.alarm.AlarmId;
import io.bms.api.alarm.AlarmRequest;
import io.bms.api.alarm.Signature;
import io.bms.api.driver.DiscoveryRequest;
import io.bms.api.driver.NotificationClass;
import io.bms.api.point.PointId;
import io.bms.api.point.PointValue;
import io.bms.api.site.GivenTags;
import io.bms.api.site.MonitorScope;
import io.bms.api.site.MonitoringRule;
import io.bms.api.site.SiteChange;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.osgi.annotation.versioning.ProviderType;

/** What can be asked of the gateway (docs/wire.md, "Commands"). Validated on construction. */
@ProviderType
public sealed interface Command {
    /** The command's name on the wire: {@code get_config}. */
    String name();

    /** What it does to what, in a few words for people. */
    default String inWords() {
        return name();
    }

    /** The same, sent by an account that is proven; a command that need not know who sends it is as it was. */
    default Command sentBy(String account) {
        return this;
    }

    /** False for one that only reads: a repeat is carried out again, and none is recorded. */
    default boolean isOnceOnly() {
        return true;
    }

    /**
     * Discover, deploy, or both.
     *
     * @param discover false only deploys
     * @param targets addresses to ask; empty means broadcast
     * @param preview only say what the change would cost the network; nothing is changed
     */
    record GetConfig(
            boolean discover,
            List<DiscoveryRequest.Target> targets,
            List<DiscoveryRequest.Range> ranges,
            List<String> networks,
            Optional<Duration> pollingInterval,
            Optional<List<MonitoringRule>> monitoring,
            Optional<SiteChange.Flow> flow,
            Optional<MonitorScope> monitor,
            Set<Integer> removeDevices,
            OptionalLong baseRevision,
            boolean preview,
            SiteChange.AlarmRules alarmRules,
            Map<PointId, GivenTags> pointTags)
            implements Command {
        public static final String NAME = "get_config";

        /** One that leaves the rules of alarm, and what points mean, as they are. */
        public GetConfig(
                boolean discover,
                List<DiscoveryRequest.Target> targets,
                List<DiscoveryRequest.Range> ranges,
                List<String> networks,
                Optional<Duration> pollingInterval,
                Optional<List<MonitoringRule>> monitoring,
                Optional<SiteChange.Flow> flow,
                Optional<MonitorScope> monitor,
                Set<Integer> removeDevices,
                OptionalLong baseRevision,
                boolean preview) {
            this(
                    discover,
                    targets,
                    ranges,
                    networks,
                    pollingInterval,
                    monitoring,
                    flow,
                    monitor,
                    removeDevices,
                    baseRevision,
                    preview,
                    SiteChange.AlarmRules.NONE,
                    Map.of());
        }

        public GetConfig {
            targets = List.copyOf(targets);
            ranges = List.copyOf(ranges);
            networks = List.copyOf(networks);
            Objects.requireNonNull(pollingInterval, "pollingInterval");
            monitoring = monitoring.map(List::copyOf);
            Objects.requireNonNull(flow, "flow");
            Objects.requireNonNull(monitor, "monitor");
            removeDevices = Set.copyOf(removeDevices);
            Objects.requireNonNull(baseRevision, "baseRevision");
            Objects.requireNonNull(alarmRules, "alarmRules");
            pointTags = Map.copyOf(pointTags);
            if (preview && discover) {
                throw new IllegalArgumentException("preview looks for nothing; leave discover out, or set it to false");
            }
        }

        @Override
        public boolean isOnceOnly() {
            return !preview;
        }

        /** A discovery that deploys nothing. */
        public static GetConfig discover(List<DiscoveryRequest.Target> targets) {
            return discover(targets, List.of(), List.of());
        }

        /** A discovery of these devices on these networks, that deploys nothing. */
        public static GetConfig discover(
                List<DiscoveryRequest.Target> targets, List<DiscoveryRequest.Range> ranges, List<String> networks) {
            return only(true, targets, ranges, networks, Optional.empty(), Set.of());
        }

        /** One that changes rules of alarm, and nothing else. */
        public static GetConfig of(SiteChange.AlarmRules alarmRules) {
            return new GetConfig(
                    false,
                    List.of(),
                    List.of(),
                    List.of(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Set.of(),
                    OptionalLong.empty(),
                    false,
                    alarmRules,
                    Map.of());
        }

        /** Has the site forget these devices, and does nothing else. */
        public static GetConfig remove(Set<Integer> devices) {
            return only(false, List.of(), List.of(), List.of(), Optional.empty(), devices);
        }

        /** Sets the site's default interval, and does nothing else. */
        public static GetConfig poll(Optional<Duration> interval) {
            return only(false, List.of(), List.of(), List.of(), interval, Set.of());
        }

        private static GetConfig only(
                boolean discover,
                List<DiscoveryRequest.Target> targets,
                List<DiscoveryRequest.Range> ranges,
                List<String> networks,
                Optional<Duration> interval,
                Set<Integer> removed) {
            return new GetConfig(
                    discover,
                    targets,
                    ranges,
                    networks,
                    interval,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    removed,
                    OptionalLong.empty(),
                    false);
        }

        /** The same, refused with a conflict unless the site has this revision. */
        public GetConfig basedOn(OptionalLong revision) {
            return new GetConfig(
                    discover,
                    targets,
                    ranges,
                    networks,
                    pollingInterval,
                    monitoring,
                    flow,
                    monitor,
                    removeDevices,
                    revision,
                    preview,
                    alarmRules,
                    pointTags);
        }

        /** The same, of which only the load on the network is computed. */
        public GetConfig previewed() {
            return new GetConfig(
                    discover,
                    targets,
                    ranges,
                    networks,
                    pollingInterval,
                    monitoring,
                    flow,
                    monitor,
                    removeDevices,
                    baseRevision,
                    true,
                    alarmRules,
                    pointTags);
        }

        @Override
        public String name() {
            return NAME;
        }
    }

    record StartMonitoring() implements Command {
        public static final String NAME = "start_monitoring";

        @Override
        public String name() {
            return NAME;
        }
    }

    record StopMonitoring() implements Command {
        public static final String NAME = "stop_monitoring";

        @Override
        public String name() {
            return NAME;
        }
    }

    /**
     * Write or, with {@link PointValue#NULL}, relinquish.
     *
     * @param value as the request typed it: a decimal is a {@code Double}, a whole number an
     *     {@code Integer}; the driver fits it to the object's own type or refuses
     * @param priority 1 to 16 without 6
     * @param preview writes nothing: only says what would be written over, and whether it could be released
     * @param releaseAfter when the gateway releases it by itself, 1 s to 365 days; empty: as the operator has set it
     */
    record SetValueToPoint(
            PointId pointId, PointValue value, int priority, boolean preview, Optional<Duration> releaseAfter)
            implements Command {
        public static final String NAME = "set_value_to_point";
        /** Manual operator (ASHRAE 135, 19.2). */
        public static final int DEFAULT_PRIORITY = 8;

        public static final Duration MAX_RELEASE_AFTER = Duration.ofDays(365);

        public SetValueToPoint {
            Objects.requireNonNull(pointId, "pointId");
            Objects.requireNonNull(value, "value");
            if (priority < 1 || priority > 16 || priority == 6) {
                throw new IllegalArgumentException("priority " + priority
                        + " is not allowed; use 1 to 16 without 6, which is reserved for minimum on/off times");
            }
            releaseAfter.ifPresent(after -> requireReleasable(value, after));
        }

        private static void requireReleasable(PointValue value, Duration after) {
            if (value.equals(PointValue.NULL)) {
                throw new IllegalArgumentException(
                        "release_after_seconds goes with a value; leave it out to relinquish at once");
            }
            if (after.compareTo(Duration.ofSeconds(1)) < 0 || after.compareTo(MAX_RELEASE_AFTER) > 0) {
                throw new IllegalArgumentException("release_after_seconds " + after.toSeconds() + " is not in 1.."
                        + MAX_RELEASE_AFTER.toSeconds());
            }
        }

        @Override
        public boolean isOnceOnly() {
            return !preview;
        }

        /** One that is carried out, until it is released. */
        public SetValueToPoint(PointId pointId, PointValue value, int priority) {
            this(pointId, value, priority, false, Optional.empty());
        }

        /** The same, released after the lease of these limits at the latest. */
        public SetValueToPoint within(WriteLimits limits) {
            return value.equals(PointValue.NULL)
                    ? this
                    : new SetValueToPoint(pointId, value, priority, preview, limits.lease(this));
        }

        @Override
        public String name() {
            return NAME;
        }

        @Override
        public String inWords() {
            return name() + " " + pointId + (value.equals(PointValue.NULL) ? " released" : " = " + value.inWords())
                    + " at priority " + priority
                    + releaseAfter
                            .map(after -> " for " + after.toSeconds() + " s")
                            .orElse("");
        }
    }

    /** Restart the gateway's process after {@code delay}, 0 to 300 s. */
    record Reboot(Duration delay) implements Command {
        public static final String NAME = "reboot";
        public static final Duration MAX_DELAY = Duration.ofSeconds(300);

        public Reboot {
            if (delay.isNegative() || delay.compareTo(MAX_DELAY) > 0) {
                throw new IllegalArgumentException("delay_seconds " + delay.toSeconds() + " is not in 0..300");
            }
        }

        @Override
        public String name() {
            return NAME;
        }
    }

    /**
     * What points were.
     *
     * @param pointIds 1 to 50
     * @param to exclusive; empty means now
     */
    record GetHistory(List<PointId> pointIds, Instant from, Optional<Instant> to, Form form) implements Command {
        public static final String NAME = "get_history";
        public static final int MAX_POINTS = 50;

        public GetHistory {
            pointIds = List.copyOf(pointIds);
            Objects.requireNonNull(from, "from");
            Objects.requireNonNull(to, "to");
            if (pointIds.isEmpty() || pointIds.size() > MAX_POINTS) {
                throw new IllegalArgumentException(
                        "point_ids names " + pointIds.size() + " points; name 1 to " + MAX_POINTS);
            }
            if (to.isPresent() && !from.isBefore(to.get())) {
                throw new IllegalArgumentException("from is not before to; give a span of time");
            }
            if (form instanceof Form.Buckets buckets && (long) buckets.count() * pointIds.size() > Form.MAX_ENTRIES) {
                throw new IllegalArgumentException(
                        "buckets times points is more than " + Form.MAX_ENTRIES + "; ask for fewer of either");
            }
        }

        @Override
        public String name() {
            return NAME;
        }

        @Override
        public boolean isOnceOnly() {
            return false;
        }

        /** How to tell it. */
        public sealed interface Form {
            int MAX_ENTRIES = 10_000;

            private static void require(String key, int number) {
                if (number < 1 || number > MAX_ENTRIES) {
                    throw new IllegalArgumentException(key + " " + number + " is not in 1.." + MAX_ENTRIES);
                }
            }

            /**
             * Every sample.
             *
             * @param limit samples in all, 1 to 10,000
             * @param cursor of the page before
             */
            record Samples(int limit, Optional<String> cursor) implements Form {
                public static final int DEFAULT_LIMIT = 1_000;

                public Samples {
                    Objects.requireNonNull(cursor, "cursor");
                    require("limit", limit);
                }
            }

            /** Equal parts of the span; at most 10,000 for all points together. */
            record Buckets(int count) implements Form {
                public Buckets {
                    require("buckets", count);
                }
            }
        }
    }

    /** Something that somebody does to alarms. */
    record ChangeAlarms(AlarmRequest request) implements Command {
        private static final int NAMED = 3;

        public ChangeAlarms {
            Objects.requireNonNull(request, "request");
        }

        @Override
        public String name() {
            return request.action().command();
        }

        @Override
        public Command sentBy(String account) {
            return new ChangeAlarms(request.by(account, Signature.Via.MQTT));
        }

        @Override
        public String inWords() {
            int all = request.targets().size();
            return name() + " "
                    + request.targets().stream()
                            .limit(NAMED)
                            .map(target -> target.id().value())
                            .collect(Collectors.joining(", "))
                    + (all > NAMED ? " and " + (all - NAMED) + " more" : "");
        }
    }

    /**
     * Fetches a package of an update and installs it, as somebody would whom nobody watches: one that failed here
     * before is refused.
     *
     * @param url https, of a host that the settings name
     * @param sha256 of the package, 64 hexadecimal digits in small letters
     */
    record InstallUpdate(URI url, String sha256) implements Command {
        public static final String NAME = "install_update";
        private static final int LONGEST = 2_000;
        private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

        public InstallUpdate {
            if (!"https".equals(url.getScheme()) || url.getHost() == null || url.getUserInfo() != null) {
                throw new IllegalArgumentException("url is no https address of a host, without user and password");
            }
            if (url.toString().length() > LONGEST) {
                throw new IllegalArgumentException("url is longer than " + LONGEST + " characters");
            }
            if (!HASH.matcher(sha256).matches()) {
                throw new IllegalArgumentException("sha256 has not 64 hexadecimal digits in small letters");
            }
        }

        @Override
        public String name() {
            return NAME;
        }

        @Override
        public String inWords() {
            return NAME + " " + url.getHost() + url.getPath();
        }
    }

    /**
     * Has a device tell the gateway of the events of one of its notification classes, or not any more. Only from within
     * the gateway: the shell, and REST.
     *
     * @param entered whether the gateway is to stand in the recipient list
     */
    record SubscribeEvents(int deviceId, int notificationClass, boolean entered) implements Command {
        public static final String NAME = "subscribe_events";

        public SubscribeEvents {
            if (notificationClass < 0 || notificationClass > NotificationClass.LAST) {
                throw new IllegalArgumentException(
                        "notification class " + notificationClass + " is not in 0.." + NotificationClass.LAST);
            }
        }

        @Override
        public String name() {
            return NAME;
        }

        @Override
        public String inWords() {
            return NAME + " of device " + deviceId + ", notification class " + notificationClass
                    + (entered ? "" : ": no longer");
        }
    }

    /** What alarms there are, or what became of them. */
    record GetAlarms(Form form) implements Command {
        public static final String NAME = "get_alarms";

        public GetAlarms {
            Objects.requireNonNull(form, "form");
        }

        @Override
        public String name() {
            return NAME;
        }

        @Override
        public boolean isOnceOnly() {
            return false;
        }

        /** What of them. */
        public sealed interface Form {
            int MAX_LIMIT = 1_000;
            int DEFAULT_LIMIT = 500;

            private static void require(int limit) {
                if (limit < 1 || limit > MAX_LIMIT) {
                    throw new IllegalArgumentException("limit " + limit + " is not in 1.." + MAX_LIMIT);
                }
            }

            /**
             * The active ones by their ids, as a page.
             *
             * @param only this one, if it is active
             * @param cursor the last one of the page before
             */
            record Active(Optional<AlarmId> only, Optional<AlarmId> cursor, int limit) implements Form {
                public Active {
                    Objects.requireNonNull(only, "only");
                    Objects.requireNonNull(cursor, "cursor");
                    require(limit);
                }
            }

            /** The events after that one, the older first. */
            record EventsAfter(long eventId, int limit) implements Form {
                public EventsAfter {
                    require(limit);
                }
            }

            /**
             * The newest events, the newest first.
             *
             * @param only about this alarm, be it active or not
             */
            record NewestEvents(Optional<AlarmId> only, int limit) implements Form {
                public NewestEvents {
                    Objects.requireNonNull(only, "only");
                    require(limit);
                }
            }
        }
    }
}
