// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt;

import io.bms.api.status.ConnectionStatus;
import io.bms.api.status.StatusItem;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How the session is, for the status and the log: changes at INFO and WARN, repeats at DEBUG. Thread-safe. */
final class Health {
    private static final Logger LOG = LoggerFactory.getLogger(Health.class);

    private record State(ConnectionStatus connection, Optional<StatusItem.Problem> problem) {}

    private final Clock clock;
    private final Counters counters;
    private volatile State state = new State(ConnectionStatus.DISCONNECTED, Optional.empty());
    private int failures;
    private boolean wasConnected;

    Health(Clock clock, Counters counters) {
        this.clock = clock;
        this.counters = counters;
    }

    synchronized void connected(Endpoint endpoint, String clientId) {
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
        state = new State(ConnectionStatus.CONNECTED, Optional.empty());
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
        state = new State(ConnectionStatus.DISCONNECTED, Optional.empty());
    }

    List<StatusItem> items() {
        State now = state;
        List<StatusItem> items = new ArrayList<>(counters.items());
        items.add(new StatusItem.MqttConnection(now.connection()));
        now.problem().ifPresent(items::add);
        return items;
    }

    private void failing(ConnectionStatus connection, String code, String message) {
        Optional<StatusItem.Problem> before =
                state.problem().filter(problem -> problem.code().equals(code));
        state = new State(
                connection,
                Optional.of(new StatusItem.Problem(
                        code, message, before.map(StatusItem.Problem::since).orElseGet(clock::instant))));
    }
}
