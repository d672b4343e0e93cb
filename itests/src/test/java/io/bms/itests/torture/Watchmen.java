// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests.torture;

import com.fasterxml.jackson.databind.JsonNode;
import io.bms.itests.support.Gateway;
import io.bms.itests.support.MqttProbe;
import io.bms.itests.support.MqttProbe.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** A client that acknowledges and shelves alarms all the time, and remembers what it was told, over all crashes. */
final class Watchmen implements AutoCloseable {
    private static final String CLIENT = "torture-watchmen";
    private static final Duration PERIOD = Duration.ofMillis(60);
    private static final List<String> COMMANDS = List.of("acknowledge_alarm", "shelve_alarm");

    /** What somebody was told: that this event has become of an alarm. */
    record Promise(String alarm, long seq, String command) {}

    private final Gateway gateway;
    private final Random random = new Random(7);
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    private final Set<String> taken = ConcurrentHashMap.newKeySet();
    private final Map<String, Set<String>> answers = new ConcurrentHashMap<>();
    private final Set<Long> events = ConcurrentHashMap.newKeySet();
    /** The alarms as their topics say. */
    private final Map<String, JsonNode> alarms = new HashMap<>();

    private MqttProbe probe;
    private int collected;
    private boolean asking;
    private int next;

    Watchmen(Gateway gateway) {
        this.gateway = gateway;
        thread.scheduleAtFixedRate(this::guarded, 0, PERIOD.toMillis(), TimeUnit.MILLISECONDS);
    }

    synchronized void begin() {
        resume();
        asking = true;
    }

    /** Takes up the session with the broker, to hear what there is to hear. */
    synchronized void resume() {
        probe = MqttProbe.resume(gateway.mqttUri(), "admin", Gateway.ADMIN_PASSWORD, CLIENT);
        collected = 0;
        COMMANDS.forEach(name -> probe.subscribe(gateway.base() + "/command/" + name + "/response", 1));
        probe.subscribe(gateway.base() + "/alarm_event", 1);
        probe.subscribe(gateway.base() + "/alarm/+", 1);
    }

    synchronized void end() {
        asking = false;
        if (probe != null) {
            collect();
            probe.abandon();
            probe = null;
        }
    }

    /** Whatever the client throws when its broker dies under it, the next round asks again. */
    private void guarded() {
        try {
            ask();
        } catch (RuntimeException e) {
            System.out.println("nothing was asked: " + e);
        }
    }

    private synchronized void ask() {
        if (!asking || !probe.connected()) {
            return;
        }
        collect();
        List<JsonNode> open = new ArrayList<>(alarms.values());
        if (open.isEmpty()) {
            return;
        }
        String id = "watch-" + next++;
        String name = COMMANDS.get(random.nextInt(3) == 0 ? 1 : 0);
        JsonNode alarm = open.get(random.nextInt(open.size()));
        String body = "{\"command_id\":\"" + id + "\",\"alarms\":[{\"alarm_id\":\""
                + alarm.path("alarm_id").asText() + "\"}]"
                + (name.startsWith("shelve") ? ",\"duration_seconds\":" + (alarm.has("shelved") ? 0 : 900) : "") + "}";
        probe.send(gateway.base() + "/command/" + name + "/request", body, has -> {
            if (has) {
                taken.add(id);
            }
        });
    }

    private void collect() {
        List<Message> all = probe.messages();
        for (Message message : all.subList(collected, all.size())) {
            if (message.topic().endsWith("/response")) {
                answers.computeIfAbsent(message.json().path("command_id").asText(), id -> new HashSet<>())
                        .add(message.text());
            } else if (message.topic().endsWith("/alarm_event")) {
                events.add(message.json().path("event_id").asLong());
            } else if (message.payload().length == 0) {
                alarms.remove(message.topic().substring(message.topic().lastIndexOf('/') + 1));
            } else {
                alarms.put(message.json().path("alarm_id").asText(), message.json());
            }
        }
        collected = all.size();
    }

    /** Requests that the broker has taken and nobody has answered. */
    synchronized Set<String> unanswered() {
        collect();
        Set<String> unanswered = new TreeSet<>(taken);
        unanswered.removeAll(answers.keySet());
        return unanswered;
    }

    /**
     * Requests with two different answers. Busy is none: what was refused so is not recorded, and is carried out if the
     * broker brings it again.
     */
    synchronized Map<String, Set<String>> contradicted() {
        Map<String, Set<String>> contradicted = new LinkedHashMap<>();
        answers.forEach((id, texts) -> {
            Set<String> kept = new HashSet<>(texts);
            kept.removeIf(text ->
                    MqttProbe.json(text).path("error").path("code").asText().equals("busy"));
            if (kept.size() > 1) {
                contradicted.put(id, kept);
            }
        });
        return contradicted;
    }

    /** All that was answered with success. */
    synchronized List<Promise> promises() {
        List<Promise> promises = new ArrayList<>();
        answers.values().stream().flatMap(Set::stream).map(MqttProbe::json).forEach(answer -> answer.path("alarms")
                .forEach(alarm -> {
                    if (alarm.path("result").asText().equals("success")) {
                        promises.add(new Promise(
                                alarm.path("alarm_id").asText(),
                                alarm.path("seq").asLong(),
                                answer.path("command_id").asText()));
                    }
                }));
        return promises;
    }

    /** The numbers of the events that have arrived. */
    synchronized Set<Long> events() {
        collect();
        return Set.copyOf(events);
    }

    /** The ids of the alarms that there are by their topics. */
    synchronized Set<String> open() {
        collect();
        return Set.copyOf(alarms.keySet());
    }

    @Override
    public void close() {
        thread.shutdownNow();
        end();
    }
}
