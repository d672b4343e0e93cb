// SPDX-License-Identifier: GPL-3.0-only
package io.bms.wire;

import io.bms.api.identity.Identity;
import io.bms.api.point.PointId;
import java.util.Objects;
import java.util.Optional;

/** The topics of one gateway (docs/wire.md); all of them follow from its identity. */
public record Topics(Identity identity) {
    private static final String REQUEST = "/request";

    public Topics {
        Objects.requireNonNull(identity, "identity");
    }

    /** What every other topic begins with, without a slash at its end. */
    public String base() {
        return "iot/global/" + identity.organizationId() + "/" + identity.siteId() + "/" + identity.deviceId();
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

    /** The topic of a point's latest value. */
    public String point(PointId id) {
        return base() + "/" + id.deviceId() + "/" + id;
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

    /** True for a topic that a client may ask its response on: below {@code B/reply/}, without wildcards. */
    public boolean isReply(String topic) {
        String replies = base() + "/reply/";
        return topic.startsWith(replies)
                && topic.length() > replies.length()
                && topic.indexOf('+') < 0
                && topic.indexOf('#') < 0;
    }

    /** Who asks for responses on {@code topic}: its level below {@code B/reply}, empty for any other topic. */
    public Optional<String> replier(String topic) {
        if (!isReply(topic)) {
            return Optional.empty();
        }
        String below = topic.substring(base().length() + "/reply/".length());
        int slash = below.indexOf('/');
        return Optional.of(slash < 0 ? below : below.substring(0, slash));
    }

    private String commands() {
        return base() + "/command/";
    }
}
