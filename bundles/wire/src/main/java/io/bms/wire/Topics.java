// SPDX-License-Identifier: GPL-3.0-only
package io.bms.wire;

import io.bms.api.alarm.AlarmAction;
import io.bms.api.alarm.AlarmId;
import io.bms.api.identity.Identity;
import io.bms.api.point.PointId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** The topics of one gateway (docs/wire.md); all of them follow from its identity. */
public record Topics(Identity identity) {
    private static final String REQUEST = "/request";
    private static final String REPLY = "/reply/";

    public Topics {
        Objects.requireNonNull(identity, "identity");
    }

    /** What every topic of this gateway's own begins with, without a slash at its end. */
    public String base() {
        return site() + "/" + identity.deviceId();
    }

    private String site() {
        return "iot/global/" + identity.organizationId() + "/" + identity.siteId();
    }

    public String request(String command) {
        return commands() + command + REQUEST;
    }

    public String response(String command) {
        return commands() + command + "/response";
    }

    /** Filter of the requests of all commands. */
    public String requestFilter() {
        return request("+");
    }

    /** The command that a request topic names, empty for any other topic. */
    public Optional<String> command(String topic) {
        int from = commands().length();
        int to = topic.length() - REQUEST.length();
        if (to <= from || !topic.startsWith(commands()) || !topic.endsWith(REQUEST)) {
            return Optional.empty();
        }
        String name = topic.substring(from, to);
        return name.indexOf('/') < 0 ? Optional.of(name) : Optional.empty();
    }

    /** Discovery progress. */
    public String progress() {
        return commands() + "get_config/progress";
    }

    /** Health and monitoring status; the Last Will's topic too. */
    public String status() {
        return base() + "/status/update";
    }

    public String heartbeat() {
        return base() + "/status/heartbeat";
    }

    public String bulk() {
        return base() + "/bulk";
    }

    /** What an uplink tells of the site, in parts that count from 0 (docs/fleet.md). */
    public String site(int part) {
        return base() + "/site/" + part;
    }

    /** The topic of a point's latest value. */
    public String point(PointId id) {
        return base() + "/" + id.deviceId() + "/" + id;
    }

    /** The topic of an alarm. */
    public String alarm(AlarmId id) {
        return alarms() + id;
    }

    /** The alarm of {@code topic}, empty for any other topic. */
    public Optional<AlarmId> alarmOf(String topic) {
        if (!topic.startsWith(alarms())) {
            return Optional.empty();
        }
        try {
            return Optional.of(new AlarmId(topic.substring(alarms().length())));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** What becomes of alarms. */
    public String alarmEvent() {
        return base() + "/alarm_event";
    }

    /** All alarms in a few numbers. */
    public String alarmSummary() {
        return base() + "/status/alarms";
    }

    /** How far the audit goes. */
    public String auditCheckpoint() {
        return base() + "/status/audit";
    }

    /** Which update runs, and what became of the last. */
    public String software() {
        return base() + "/status/software";
    }

    /** What a gateway retains once, beside points and alarms: it is cleared when the identity is left. */
    public List<String> retainedOnce() {
        return List.of(status(), heartbeat(), alarmSummary(), auditCheckpoint(), software());
    }

    /** The requests to all gateways of the site: topics, with the names of the commands. */
    public Map<String, String> siteRequests() {
        return Map.of(
                alerts() + "acknowledge",
                AlarmAction.Acknowledge.COMMAND,
                alerts() + "resolve",
                AlarmAction.Resolve.COMMAND);
    }

    /** Filter of all retained topics, and of nothing more than two levels below the base. */
    public String retainedFilter() {
        return base() + "/+/+";
    }

    /** The point whose latest value lies on {@code topic}, empty for any other topic. */
    public Optional<PointId> pointOf(String topic) {
        int slash = topic.lastIndexOf('/');
        try {
            PointId id = PointId.parse(topic.substring(slash + 1));
            return point(id).equals(topic) ? Optional.of(id) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /**
     * True for a topic that a client may ask its response on: below {@code B/reply/}, or below that of all gateways of
     * the site, without wildcards.
     */
    public boolean isReply(String topic) {
        return replier(topic).isPresent();
    }

    /** Who asks for responses on {@code topic}: its level below the replies, empty for any other topic. */
    public Optional<String> replier(String topic) {
        return Stream.of(base() + REPLY, alerts() + "reply/")
                .filter(replies -> topic.startsWith(replies) && topic.length() > replies.length())
                .map(replies -> topic.substring(replies.length()))
                .filter(below -> below.indexOf('+') < 0 && below.indexOf('#') < 0)
                .map(below -> below.split("/", 2)[0])
                .findFirst();
    }

    private String alarms() {
        return base() + "/alarm/";
    }

    private String alerts() {
        return site() + "/alert-management/";
    }

    private String commands() {
        return base() + "/command/";
    }
}
