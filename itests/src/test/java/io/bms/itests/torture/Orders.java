// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests.torture;

import com.fasterxml.jackson.databind.JsonNode;
import io.bms.itests.support.Gateway;
import io.bms.itests.support.MqttProbe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** A client that writes to points all the time, and remembers what it asked for and what it was told. */
final class Orders implements AutoCloseable {
    private static final String CLIENT = "torture-orders";
    private static final Duration PERIOD = Duration.ofMillis(100);

    /** @param value unlike that of the last hundred orders for its point, and within what the point allows */
    private record Order(int number, String point, String value) {}

    private final Gateway gateway;
    private final List<String> points;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    private final Map<String, Order> orders = new ConcurrentHashMap<>();
    private final Set<String> taken = ConcurrentHashMap.newKeySet();
    private final Map<String, Set<String>> answers = new ConcurrentHashMap<>();
    private MqttProbe probe;
    private boolean giving;
    private int next;

    Orders(Gateway gateway, List<String> points) {
        this.gateway = gateway;
        this.points = points;
        thread.scheduleAtFixedRate(this::guarded, 0, PERIOD.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Takes up its session with the broker, and begins to give orders. */
    synchronized void begin() {
        resume();
        giving = true;
    }

    /** Takes up its session, to hear what there is to hear. */
    synchronized void resume() {
        probe = MqttProbe.resume(gateway.mqttUri(), "admin", Gateway.ADMIN_PASSWORD, CLIENT);
        probe.subscribe(gateway.base() + "/command/set_value_to_point/response", 1);
    }

    synchronized void end() {
        giving = false;
        if (probe != null) {
            collect();
            probe.abandon();
            probe = null;
        }
    }

    /** Whatever the client throws when its broker dies under it, the next round has orders again. */
    private void guarded() {
        try {
            give();
        } catch (RuntimeException e) {
            System.out.println("an order was not sent: " + e);
        }
    }

    private synchronized void give() {
        if (!giving || !probe.connected()) {
            return;
        }
        int number = next++;
        String id = "order-" + number;
        Order order = new Order(
                number,
                points.get(number % points.size()),
                String.format(Locale.ROOT, "%.2f", 16 + number % 800 / 100.0));
        orders.put(id, order);
        probe.send(
                gateway.base() + "/command/set_value_to_point/request",
                "{\"command_id\":\"" + id + "\",\"point_id\":\"" + order.point() + "\",\"value\":" + order.value()
                        + "}",
                has -> {
                    if (has) {
                        taken.add(id);
                    }
                });
    }

    private void collect() {
        probe.messages().stream()
                .filter(message -> message.topic().endsWith("/response"))
                .forEach(message -> answers.computeIfAbsent(
                                message.json().path("command_id").asText(), id -> new HashSet<>())
                        .add(message.text()));
    }

    /** Orders that the broker has taken and nobody has answered. */
    synchronized Set<String> unanswered() {
        collect();
        Set<String> unanswered = new TreeSet<>(taken);
        unanswered.removeAll(answers.keySet());
        return unanswered;
    }

    /** Orders with two different answers. */
    synchronized Set<String> contradicted() {
        Set<String> contradicted = new TreeSet<>();
        answers.forEach((id, texts) -> {
            if (texts.size() > 1) {
                contradicted.add(id + ": " + texts);
            }
        });
        return contradicted;
    }

    /** How many were answered with success. */
    synchronized long done() {
        return orders.keySet().stream().filter(this::isDone).count();
    }

    /** How the orders ended, by status or error code; what never reached the broker is among the lost. */
    synchronized Map<String, Long> outcomes() {
        Map<String, Long> outcomes = new TreeMap<>();
        orders.keySet()
                .forEach(id -> outcomes.merge(
                        answers.getOrDefault(id, Set.of()).stream()
                                .map(MqttProbe::json)
                                .map(answer -> isEffective(answer)
                                        ? "effective"
                                        : answer.path("error").path("code").asText("overruled"))
                                .findFirst()
                                .orElse("lost"),
                        1L,
                        Long::sum));
        return outcomes;
    }

    /** Of each point the values it may have: the one acknowledged last, or one that was ordered after that. */
    synchronized Map<String, List<Float>> possible() {
        Map<String, List<Float>> possible = new LinkedHashMap<>();
        orders.entrySet().stream()
                .sorted((a, b) ->
                        Integer.compare(a.getValue().number(), b.getValue().number()))
                .forEach(entry -> {
                    List<Float> values =
                            possible.computeIfAbsent(entry.getValue().point(), point -> new ArrayList<>());
                    if (isDone(entry.getKey())) {
                        values.clear();
                    }
                    values.add(Float.parseFloat(entry.getValue().value()));
                });
        return possible;
    }

    private boolean isDone(String id) {
        return answers.getOrDefault(id, Set.of()).stream().map(MqttProbe::json).anyMatch(Orders::isEffective);
    }

    private static boolean isEffective(JsonNode answer) {
        return answer.path("status").asText().equals("success")
                && answer.path("effective").asBoolean();
    }

    @Override
    public void close() {
        thread.shutdownNow();
        end();
    }
}
