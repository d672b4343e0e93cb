// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.bms.itests.support.Await;
import io.bms.itests.support.Gateway;
import io.bms.itests.support.RawMqtt;
import io.bms.itests.support.RawMqtt.Way;
import io.bms.itests.support.RawMqtt.Will;
import io.bms.itests.support.RestCaller;
import io.bms.testkit.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Test;

/**
 * Every role, kind of topic, act and way to speak MQTT, from outside. What is expected is read from docs/security.md,
 * which the program's own table is compared with elsewhere.
 */
public class RightsIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String PASSWORD = "correct horse battery";
    private static final String ENGINE = "engine";
    private static final List<String> ROLES = List.of("viewer", "operator", "integrator", "admin", ENGINE);
    private static final Pattern ROW = Pattern.compile("\\| `([a-z_]+)` \\| (.*) \\| (.*) \\| (.*) \\|");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final int REFUSED = 0x87;

    private static Gateway gateway;
    private static int clients;

    /** A row of the table. */
    private record Row(String right, List<String> publish, List<String> subscribe, Set<String> roles) {}

    @BeforeClass
    public static void start() {
        gateway = Gateway.started(FreePorts.udp(), Map.of());
        add("viewer viewer");
        add("operator operator");
        add("integrator integrator");
        add("--right write --publish 'apps/engine/#' --subscribe 'apps/+/state' " + ENGINE + " service");
        for (String role : ROLES) {
            // The first check of a password costs much, and on a busy machine it may be told to come again.
            Await.until(() -> isLetIn(role), SOON, "a sign-in of " + role);
        }
    }

    private static boolean isLetIn(String role) {
        try (RawMqtt client = RawMqtt.open(gateway, Way.MQTT_5)) {
            return connect(client, role, Optional.empty()) == 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterClass
    public static void stop() {
        gateway.close();
    }

    private static void add(String arguments) {
        gateway.addAccount(arguments, PASSWORD);
    }

    @Test
    public void mqtt_everyRoleTopicActAndWay_isAsTheTableSays() throws IOException {
        List<Row> table = table();
        assertTrue("the table was read", table.size() > 5);
        for (String role : ROLES) {
            List<String> publish = own(role, table, Row::publish, List.of("apps/engine/#"));
            List<String> subscribe = own(role, table, Row::subscribe, List.of("apps/+/state"));
            for (Way way : Way.values()) {
                subscriptions(way, role, filters(table, role), subscribe);
                publications(way, role, topics(table, role), publish);
                wills(way, role, topics(table, role), publish);
            }
        }
    }

    private static void subscriptions(Way way, String role, Set<String> filters, List<String> allowed)
            throws IOException {
        try (RawMqtt client = signedIn(way, role)) {
            for (String filter : filters) {
                int expected = isAmong(allowed, filter, role) ? 1 : way.isMqtt5() ? REFUSED : 0x80;
                assertEquals(role + " " + way + " subscribes to " + filter, expected, client.subscribe(filter));
                String shared = "$share/" + role + "/" + filter;
                assertEquals(role + " " + way + " subscribes to " + shared, expected, client.subscribe(shared));
            }
            client.disconnect();
        }
    }

    private static void publications(Way way, String role, Set<String> topics, List<String> allowed)
            throws IOException {
        RawMqtt client = signedIn(way, role);
        for (String topic : topics) {
            for (boolean retained : new boolean[] {false, true}) {
                boolean may = isAmong(allowed, topic, role);
                int expected = may ? 0 : way.isMqtt5() ? REFUSED : RawMqtt.CLOSED;
                int answer = client.publish(topic, "not JSON", retained);
                // 0x10: nobody has subscribed to it, and it was published all the same
                assertEquals(role + " " + way + " publishes to " + topic, expected, answer == 0x10 ? 0 : answer);
                if (answer == RawMqtt.CLOSED) {
                    client.close();
                    client = signedIn(way, role);
                }
            }
        }
        client.disconnect();
        client.close();
    }

    /** A will is no request. */
    private static boolean isRequest(String topic) {
        return topic.endsWith("/request") || topic.contains("/alert-management/");
    }

    private static void wills(Way way, String role, Set<String> topics, List<String> allowed) throws IOException {
        for (String topic : topics) {
            for (boolean retained : new boolean[] {false, true}) {
                boolean may = isAmong(allowed, topic, role) && !isRequest(topic);
                int expected = may ? 0 : way.isMqtt5() ? REFUSED : 5;
                try (RawMqtt client = RawMqtt.open(gateway, way)) {
                    assertEquals(
                            role + " " + way + " leaves a will to " + topic,
                            expected,
                            connect(client, role, Optional.of(new Will(topic, retained))));
                    if (expected == 0) {
                        client.disconnect();
                    }
                }
            }
        }
    }

    @Test
    public void clientId_ofTheGateway_isNobodyElses() throws IOException {
        for (Way way : Way.values()) {
            for (String role : ROLES) {
                try (RawMqtt client = RawMqtt.open(gateway, way)) {
                    int answer = client.connect(role, password(role), "iot_supervisor_gateway-1", Optional.empty());
                    assertEquals(role, way.isMqtt5() ? 0x85 : 2, answer);
                }
            }
        }
    }

    /** Neither while its owner is connected, who notices nothing, nor while the session waits for him. */
    @Test
    public void session_ofAnotherAccount_isNotTakenOver() throws IOException {
        for (Way way : Way.values()) {
            String id = "night-shift-" + way;
            try (RawMqtt owner = RawMqtt.open(gateway, way)) {
                assertEquals(0, owner.connectToStay("operator", PASSWORD, id));
                assertNobodyTakes(way, id);
                assertEquals("the owner goes on", 1, owner.subscribe(gateway.base() + "/bulk"));
            }
            assertNobodyTakes(way, id);
            try (RawMqtt owner = RawMqtt.open(gateway, way)) {
                assertEquals("the owner is back", 0, owner.connectToStay("operator", PASSWORD, id));
            }
        }
    }

    private static void assertNobodyTakes(Way way, String id) throws IOException {
        for (String role : ROLES) {
            if (!role.equals("operator")) {
                try (RawMqtt other = RawMqtt.open(gateway, way)) {
                    int answer = other.connect(role, password(role), id, Optional.empty());
                    assertEquals(role + " " + way, way.isMqtt5() ? 0x85 : 2, answer);
                }
            }
        }
    }

    @Test
    public void rightsTakenAwayWhileSubscribed_theConnectionEndsAndTheNextIsRefused() throws IOException {
        add("mover integrator");
        String progress = gateway.base() + "/command/get_config/progress";
        for (Way way : Way.values()) {
            try (RawMqtt client = signedIn(way, "mover")) {
                assertEquals(1, client.subscribe(progress));
                gateway.shell("bms:account-change mover operator");
                client.awaitEnd();
            }
            try (RawMqtt client = signedIn(way, "mover")) {
                assertEquals(way.isMqtt5() ? REFUSED : 0x80, client.subscribe(progress));
            }
            gateway.shell("bms:account-change mover integrator");
        }
        RestCaller admin = RestCaller.at(gateway);
        assertEquals(200, admin.signIn("admin", Gateway.ADMIN_PASSWORD).status());
        try (RawMqtt client = signedIn(Way.MQTT_5, "mover")) {
            assertEquals(1, client.subscribe(progress));
            String same = "{\"new\":\"" + PASSWORD + "\"}";
            assertEquals(
                    204, admin.call("PUT", "/api/accounts/mover/password", same).status());
            client.awaitEnd();
        }
        try (RawMqtt client = signedIn(Way.MQTT_5, "mover")) {
            assertEquals(1, client.subscribe(progress));
            gateway.shell("bms:account-reset mover");
            client.awaitEnd();
        }
    }

    /** By itself, and by an admin who ends the session of somebody else. */
    @Test
    public void session_ended_whatThePageOpenedOverMqttEnds() throws IOException {
        add("visitor viewer");
        RestCaller admin = RestCaller.at(gateway);
        assertEquals(200, admin.signIn("admin", Gateway.ADMIN_PASSWORD).status());
        RestCaller page = RestCaller.at(gateway);
        JsonNode first = page.signIn("visitor", PASSWORD).json();
        try (RawMqtt client = subscribed(first)) {
            assertEquals(204, page.call("DELETE", "/api/session", "").status());
            client.awaitEnd();
        }
        JsonNode second = page.signIn("visitor", PASSWORD).json();
        try (RawMqtt client = subscribed(second)) {
            for (JsonNode session : admin.get("/api/sessions").json().path("sessions")) {
                if (session.path("user").asText().equals("visitor")) {
                    String path = "/api/sessions/" + session.path("id").asText();
                    assertEquals(204, admin.call("DELETE", path, "").status());
                }
            }
            client.awaitEnd();
        }
        assertEquals(401, page.get("/api/devices").status());
    }

    private static RawMqtt subscribed(JsonNode session) throws IOException {
        JsonNode mqtt = session.path("mqtt");
        RawMqtt client = RawMqtt.open(gateway, Way.MQTT_5_BY_WEB_SOCKET);
        int answer = client.connect(
                mqtt.path("user").asText(), mqtt.path("password").asText(), "page-" + ++clients, Optional.empty());
        assertEquals(session.toString(), 0, answer);
        assertEquals(1, client.subscribe(gateway.base() + "/+/+"));
        return client;
    }

    @Test
    public void account_disabledAndDeleted_itsConnectionsEnd() throws IOException {
        add("leaver operator");
        for (Way way : Way.values()) {
            try (RawMqtt client = signedIn(way, "leaver")) {
                assertEquals(1, client.subscribe(gateway.base() + "/bulk"));
                gateway.shell("bms:account-disable leaver");
                client.awaitEnd();
            }
            gateway.shell("bms:account-disable --undo leaver");
        }
        try (RawMqtt client = signedIn(Way.MQTT_5, "leaver")) {
            gateway.shell("bms:account-delete leaver");
            client.awaitEnd();
        }
    }

    @Test
    public void token_madeAndRevoked_signsInEverywhereAndItsConnectionsEnd() throws Exception {
        add("dashboard viewer");
        for (Way way : Way.values()) {
            String shown = gateway.shell("bms:token-add dashboard 'the hall'");
            String user = word(shown, "dashboard~[a-z2-7]{8}");
            String token = word(shown, "bms_[a-z2-7]{8}_[A-Za-z0-9_-]{43}");
            assertEquals(200, get("/api/devices", token));
            assertEquals(403, get("/api/accounts", token));
            assertEquals(200, get("/metrics", token));
            try (RawMqtt client = RawMqtt.open(gateway, way)) {
                assertEquals(0, client.connect(user, token, "dashboard.hall", Optional.empty()));
                assertEquals(0, client.subscribe(gateway.base() + "/bulk") & 0x80);
                gateway.shell("bms:token-revoke " + user.substring(user.indexOf('~') + 1));
                client.awaitEnd();
            }
            assertEquals(401, get("/api/devices", token));
        }
        String elsewhere = gateway.shell("bms:token-add --from 192.0.2.0/24 dashboard elsewhere");
        assertEquals("this machine itself may", 200, get("/api/devices", word(elsewhere, "bms_[A-Za-z0-9_-]{52}")));
        assertTrue(gateway.shell("bms:token-list").contains("192.0.2.0/24"));
    }

    @Test
    public void write_beyondTheScopeOfItsSender_isDeniedByEveryDoor() throws IOException {
        add("caretaker operator");
        String set = gateway.shell("bms:account-scope --point '1001.analogValue.*' --priority 10 caretaker");
        assertTrue(set, set.contains("caretaker may write now: priority 10 to 16, 1001.analogValue.*."));
        for (Way way : Way.values()) {
            try (RawMqtt client = signedIn(way, "caretaker")) {
                String topic = gateway.base() + "/command/set_value_to_point/request";
                assertEquals(0, client.publish(topic, write("point-" + way, "1001.binaryValue.1", 10), false) & 0x80);
                assertEquals(0, client.publish(topic, write("priority-" + way, "1001.analogValue.1", 9), false) & 0x80);
                assertEquals(0, client.publish(topic, write("in-" + way, "1001.analogValue.1", 10), false) & 0x80);
                client.disconnect();
            }
            String by = " (command_id %s-" + way + ", by caretaker)";
            awaitEvent("1001.binaryValue.1", "denied" + by.formatted("point"));
            awaitEvent("at priority 9", "denied" + by.formatted("priority"));
            awaitEvent("1001.analogValue.1", "unknown_point" + by.formatted("in"));
        }
    }

    private static String write(String id, String point, int priority) {
        return "{\"command_id\":\"" + id + "\",\"point_id\":\"" + point + "\",\"value\":1,\"priority\":" + priority
                + "}";
    }

    private static void awaitEvent(String... parts) {
        Await.until(
                () -> gateway.shell("bms:event-list").lines().anyMatch(line -> Stream.of(parts)
                        .allMatch(line::contains)),
                SOON,
                String.join(" … ", parts));
    }

    private static String word(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertTrue(text, matcher.find());
        return matcher.group();
    }

    private static int get(String path, String token) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + gateway.env("BMS_HTTP_PORT") + path);
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(uri)
                                .header("Authorization", "Bearer " + token)
                                .build(),
                        BodyHandlers.discarding())
                .statusCode();
    }

    private static RawMqtt signedIn(Way way, String role) throws IOException {
        RawMqtt client = RawMqtt.open(gateway, way);
        assertEquals(role + " " + way + " signs in", 0, connect(client, role, Optional.empty()));
        return client;
    }

    private static int connect(RawMqtt client, String role, Optional<Will> will) throws IOException {
        return client.connect(role, password(role), "rights-" + ++clients, will);
    }

    private static String password(String role) {
        return role.equals("admin") ? Gateway.ADMIN_PASSWORD : PASSWORD;
    }

    private static List<Row> table() throws IOException {
        return Files.readAllLines(Path.of(System.getProperty("bms.root"), "docs/security.md")).stream()
                .map(ROW::matcher)
                .filter(Matcher::matches)
                .map(row -> new Row(row.group(1), codes(row.group(2)), codes(row.group(3)), words(row.group(4))))
                .toList();
    }

    private static List<String> codes(String cell) {
        return CODE.matcher(cell).results().map(code -> code.group(1)).toList();
    }

    private static Set<String> words(String cell) {
        return Arrays.stream(cell.split(", ")).collect(Collectors.toSet());
    }

    private interface Side {
        List<String> of(Row row);
    }

    private static List<String> own(String role, List<Row> table, Side side, List<String> ofEngine) {
        Stream<String> fromRights = table.stream()
                .filter(row -> role.equals(ENGINE)
                        ? row.right().equals("write")
                        : row.roles().contains(role))
                .flatMap(row -> side.of(row).stream());
        return Stream.concat(fromRights, role.equals(ENGINE) ? ofEngine.stream() : Stream.empty())
                .toList();
    }

    /** Something of every kind that the table names, and what it does not. */
    private static Set<String> topics(List<Row> table, String role) {
        Set<String> topics = new LinkedHashSet<>(List.of(
                "iot/global/acme/hq/alert-management/1",
                "iot/elsewhere",
                "elsewhere",
                "apps/engine/x",
                "apps/y/state",
                "$SYS/x",
                gateway.base() + "/reply/other",
                gateway.base() + "/command/dance/response"));
        all(table).forEach(topic -> topics.add(concrete(topic, role).replaceAll("#$", "x")));
        return topics;
    }

    private static Set<String> filters(List<Row> table, String role) {
        Set<String> filters = new LinkedHashSet<>(List.of(
                "#",
                "+/#",
                "iot/#",
                "elsewhere",
                "apps/#",
                "apps/+/state",
                "apps/engine/x",
                gateway.base() + "/#",
                gateway.base() + "/+/+",
                gateway.base() + "/command/#",
                gateway.base() + "/command/+/request",
                gateway.base() + "/command/+/response",
                gateway.base() + "/reply/#",
                gateway.base() + "/reply/other",
                "iot/global/+/+/+/bulk"));
        all(table).forEach(topic -> filters.add(concrete(topic, role)));
        return filters;
    }

    private static List<String> all(List<Row> table) {
        List<String> all = new ArrayList<>();
        table.forEach(row -> all.addAll(row.publish()));
        table.forEach(row -> all.addAll(row.subscribe()));
        return all;
    }

    private static String concrete(String topic, String role) {
        return topic.replaceFirst("^B/", gateway.base() + "/")
                .replace("{device_id}", "1001")
                .replace("{point_id}", "1001.analogInput.1")
                .replace("{me}", role)
                .replace("{name}", "dance");
    }

    /** Read as docs/security.md says it, apart from the broker's own way to compare. */
    private static boolean isAmong(List<String> allowed, String filter, String role) {
        return allowed.stream()
                .map(topic -> topic.replaceFirst("^B/", "iot/global/{org_id}/{site_id}/{iot_device_id}/")
                        .replace("+", "[^/#]+")
                        .replace("{me}", role)
                        .replace("{device_id}", "([0-9]+|\\+)")
                        .replaceAll("\\{[a-z_]+}", "[^/#]+")
                        .replaceAll("^#$", "[^\\$].*")
                        .replaceAll("/#$", "(/.*)?"))
                .anyMatch(filter::matches);
    }
}
