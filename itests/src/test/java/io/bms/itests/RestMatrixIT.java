// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.bms.itests.support.Await;
import io.bms.itests.support.Gateway;
import io.bms.itests.support.RestCaller;
import io.bms.itests.support.RestCaller.Reply;
import io.bms.testkit.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.Test;

/**
 * Every resource that the built gateway describes, by every method and role, against the tables of docs/security.md.
 * RightsIT does so for MQTT.
 */
public class RestMatrixIT {
    private static final String PASSWORD = "twelve letters and more";
    private static final String ENGINE = "engine";
    private static final String ANYBODY = "anybody";
    private static final String WHOEVER = "whoever is signed in";
    private static final List<String> ROLES = List.of("viewer", "operator", "integrator", "admin", ENGINE);
    private static final List<String> METHODS = List.of("GET", "POST", "PUT", "DELETE");
    private static final Pattern REST = Pattern.compile("\\| `(/[a-z./-]+)` \\| ([A-Z, ]+) \\| (.*) \\|");
    private static final Pattern RIGHT = Pattern.compile("\\| `([a-z_]+)` \\| .* \\| .* \\| (.*) \\|");
    private static final Pattern DESCRIBED = Pattern.compile("\"(/(?:api|metrics)[^\"]*)\"\\s*:\\s*\\{");
    private static final Duration SHARE = Duration.ofMillis(500);
    private static final int TRIES = 40;

    private record Row(String path, Set<String> methods, String needs) {
        boolean isAbout(String asked) {
            return asked.equals(path) || asked.startsWith(path + "/");
        }
    }

    @Test
    public void rest_everyResourceMethodAndRole_isAsTheTableSays() throws IOException {
        List<String> documentation = Files.readAllLines(Path.of(System.getProperty("bms.root"), "docs/security.md"));
        List<Row> table = matches(documentation, REST).stream()
                .map(row -> new Row(
                        row.group(1),
                        Set.of(row.group(2).split(", ")),
                        row.group(3).replace("`", "")))
                .toList();
        Map<String, Set<String>> rolesOf = new HashMap<>();
        matches(documentation, RIGHT)
                .forEach(row -> rolesOf.put(row.group(1), Set.of(row.group(2).split(", "))));
        try (Gateway gateway = Gateway.started(FreePorts.udp(), Map.of())) {
            RestCaller stranger = RestCaller.at(gateway);
            List<String> paths = DESCRIBED
                    .matcher(stranger.get("/api/openapi.json").body())
                    .results()
                    .map(path -> path.group(1).replaceAll("\\{[^}]*}", "none"))
                    .distinct()
                    .toList();
            assertTrue(paths.toString(), paths.size() > 20);
            for (Row row : table) {
                assertTrue(row.path() + " is described", paths.stream().anyMatch(path -> path.startsWith(row.path())));
            }
            for (String role : ROLES) {
                addAccount(gateway, role);
                for (String path : paths) {
                    for (String method : METHODS) {
                        needs(table, method, path)
                                .ifPresent(right ->
                                        assertCell(gateway, role, method, path, isAllowed(role, right, rolesOf)));
                    }
                }
            }
            for (String path : paths) {
                for (String method : METHODS) {
                    needs(table, method, path)
                            .ifPresent(right -> assertEquals(
                                    "nobody " + method + " " + path,
                                    !right.equals(ANYBODY),
                                    asked(stranger, method, path).status() == 401));
                }
            }
        }
    }

    private static void addAccount(Gateway gateway, String role) {
        if (!role.equals("admin")) {
            gateway.addAccount(
                    role.equals(ENGINE) ? "--right write " + ENGINE + " service" : role + " " + role, PASSWORD);
        }
    }

    /** A new session for each: some calls end it. */
    private static void assertCell(Gateway gateway, String role, String method, String path, boolean allowed) {
        RestCaller caller = RestCaller.at(gateway);
        String password = role.equals("admin") ? Gateway.ADMIN_PASSWORD : PASSWORD;
        Reply in = patiently(() -> caller.signIn(role, password));
        assertEquals(role + " signs in: " + in.body(), 200, in.status());
        Reply reply = asked(caller, method, path);
        boolean refused =
                reply.status() == 403 && reply.json().path("title").asText().equals("Not allowed");
        String cell = role + " " + method + " " + path + ": " + reply.status();
        assertEquals(cell, !allowed, refused);
        assertTrue(cell, reply.status() != 500);
    }

    private static Reply asked(RestCaller caller, String method, String path) {
        return patiently(() -> caller.call(method, path, method.equals("GET") ? "" : "{}"));
    }

    private interface Call {
        Reply make();
    }

    /** One address may ask so often only (docs/limits.md). */
    private static Reply patiently(Call call) {
        Reply reply = call.make();
        for (int i = 0; i < TRIES && reply.status() == 429; i++) {
            Await.pass(SHARE);
            reply = call.make();
        }
        return reply;
    }

    /** By the rows of the longest path; empty for a method that the resource does not have. */
    private static Optional<String> needs(List<Row> table, String method, String path) {
        List<Row> about = table.stream().filter(row -> row.isAbout(path)).toList();
        int longest = about.stream().mapToInt(row -> row.path().length()).max().orElse(0);
        return about.stream()
                .filter(row -> row.path().length() == longest && row.methods().contains(method))
                .map(Row::needs)
                .findFirst();
    }

    private static boolean isAllowed(String role, String right, Map<String, Set<String>> rolesOf) {
        if (right.equals(ANYBODY) || right.equals(WHOEVER)) {
            return true;
        }
        return role.equals(ENGINE) ? right.equals("write") : rolesOf.get(right).contains(role);
    }

    private static List<MatchResult> matches(List<String> lines, Pattern pattern) {
        List<MatchResult> all = new ArrayList<>();
        lines.stream()
                .map(pattern::matcher)
                .filter(Matcher::matches)
                .map(Matcher::toMatchResult)
                .forEach(all::add);
        return all;
    }
}
