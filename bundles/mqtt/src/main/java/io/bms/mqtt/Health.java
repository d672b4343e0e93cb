// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt;

import io.bms.api.status.ConnectionStatus;
import io.bms.api.status.StatusItem;
import io.bms.mqtt.link.BrokerEndpoint;
import io.bms.mqtt.link.Grants;
import io.bms.mqtt.link.LinkException;
import io.bms.tls.Ending;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How the session is, for the status and the log: changes at INFO and WARN, repeats at DEBUG. Thread: any. */
final class Health {
    private static final Logger LOG = LoggerFactory.getLogger(Health.class);

    private record State(ConnectionStatus connection, List<StatusItem.Problem> problems) {}

    private final Clock clock;
    private final Counters counters;
    private final Refusals refusals;
    private final Optional<StatusItem.Problem> notEncrypted;
    private Optional<Instant> certificateEnds = Optional.empty();
    private Optional<StatusItem.Problem> expires = Optional.empty();
    private volatile State state = new State(ConnectionStatus.DISCONNECTED, List.of());
    private int failures;
    private boolean wasConnected;
    /** Codes of concerns that stand in the log. */
    private final Set<String> told = new HashSet<>();

    /** @param warning that others can read the connection, a problem whether there is one or not */
    Health(Clock clock, Counters counters, Refusals refusals, Optional<String> warning) {
        this.clock = clock;
        this.counters = counters;
        this.refusals = refusals;
        this.notEncrypted =
                warning.map(message -> new StatusItem.Problem("mqtt_not_encrypted", message, clock.instant()));
        warning.ifPresent(LOG::warn);
    }

    /** @param concerns what the broker does not grant, a problem for as long as the connection lasts */
    synchronized void connected(BrokerEndpoint endpoint, String clientId, List<Grants.Concern> concerns) {
        if (failures > 0) {
            LOG.info("connected to {} as {} after {} failures", endpoint, clientId, failures);
        } else {
            LOG.info("connected to {} as {}", endpoint, clientId);
        }
        failures = 0;
        if (wasConnected) {
            counters.reconnected();
        }
        wasConnected = true;
        state = new State(
                ConnectionStatus.CONNECTED,
                concerns.stream()
                        .map(concern -> problem(concern.code(), concern.message()))
                        .toList());
        concerns.stream()
                .filter(concern -> told.add(concern.code()))
                .forEach(concern -> LOG.warn("MQTT: {}", concern.message()));
    }

    synchronized void failed(LinkException why) {
        if (failures++ == 0) {
            LOG.warn("MQTT: {}; trying again", why.getMessage());
        } else {
            LOG.debug("MQTT: {}", why.getMessage(), why);
        }
        failing(
                why.isRefused() ? ConnectionStatus.ERROR : ConnectionStatus.DISCONNECTED,
                why.isRefused() ? "mqtt_refused" : "mqtt_unreachable",
                why.getMessage());
    }

    synchronized void noBroker() {
        failing(
                ConnectionStatus.DISCONNECTED,
                "mqtt_no_broker",
                "there is no MQTT broker: install bms-broker, or set host in io.bms.mqtt.cfg (BMS_MQTT_HOST)");
    }

    /** Down on purpose, for as long as a reconnect takes. */
    synchronized void disconnected() {
        state = new State(ConnectionStatus.DISCONNECTED, List.of());
    }

    /** When the gateway's own certificate for the broker ends, if it has one. */
    synchronized void certificateEnds(Optional<Instant> end) {
        certificateEnds = end;
    }

    /** What was said already keeps its time. */
    private synchronized Optional<StatusItem.Problem> expiring() {
        Instant now = clock.instant();
        Optional<String> message = certificateEnds.flatMap(
                end -> Ending.inWords("the certificate by which the gateway is known to the MQTT broker", end, now));
        if (!message.equals(expires.map(StatusItem.Problem::message))) {
            message.ifPresent(LOG::warn);
            expires = message.map(text -> new StatusItem.Problem("mqtt_client_certificate_expires", text, now));
        }
        return expires;
    }

    List<StatusItem> items() {
        State now = state;
        List<StatusItem> items = new ArrayList<>(counters.items());
        items.add(new StatusItem.MqttConnection(now.connection()));
        items.addAll(now.problems());
        notEncrypted.ifPresent(items::add);
        expiring().ifPresent(items::add);
        if (now.connection() == ConnectionStatus.CONNECTED) {
            refusals.problems().forEach(items::add);
        }
        return items;
    }

    private void failing(ConnectionStatus connection, String code, String message) {
        state = new State(connection, List.of(problem(code, message)));
    }

    /** Since it was first so. */
    private StatusItem.Problem problem(String code, String message) {
        return new StatusItem.Problem(
                code,
                message,
                state.problems().stream()
                        .filter(before -> before.code().equals(code))
                        .findFirst()
                        .map(StatusItem.Problem::since)
                        .orElseGet(clock::instant));
    }
}
