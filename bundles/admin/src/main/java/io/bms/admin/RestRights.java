// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin;

import io.bms.api.account.Right;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which right a call needs. The {@link Gate} asks here for every servlet, so a resource that does not stand in the
 * table is nobody's. docs/security.md has the same table, and a test compares the two.
 */
final class RestRights {
    /**
     * Who may make a call.
     *
     * @param right empty if it takes none
     * @param inWords in the table of docs/security.md
     */
    record Needs(Optional<Right> right, String inWords) {
        static Needs of(Right right) {
            return new Needs(Optional.of(right), "`" + right.wireName() + "`");
        }
    }

    /** @param path what lies below it is meant too */
    record Rule(String path, Set<String> methods, Needs needs) {}

    static final Needs ANYBODY = new Needs(Optional.empty(), "anybody");
    private static final Needs SIGNED_IN = new Needs(Optional.empty(), "whoever is signed in");
    private static final Set<String> GET = Set.of("GET");
    private static final Set<String> POST = Set.of("POST");
    private static final Set<String> CHANGING = Set.of("POST", "PUT", "DELETE");

    static final List<Rule> TABLE = List.of(
            new Rule("/api/session/renew", POST, SIGNED_IN),
            new Rule("/api/session", POST, ANYBODY),
            new Rule("/api/session", Set.of("GET", "DELETE"), SIGNED_IN),
            new Rule("/api/sessions", Set.of("GET", "DELETE"), SIGNED_IN),
            new Rule("/api/password", Set.of("PUT"), SIGNED_IN),
            new Rule("/api/second-factor", Set.of("GET", "POST", "PUT", "DELETE"), SIGNED_IN),
            new Rule("/api/health", GET, ANYBODY),
            new Rule("/api/openapi.json", GET, ANYBODY),
            new Rule("/api/ca.pem", GET, ANYBODY),
            new Rule("/api/certificate", GET, Needs.of(Right.READ)),
            new Rule("/api/certificate", POST, Needs.of(Right.ADMINISTER)),
            new Rule("/api/settings", GET, Needs.of(Right.READ)),
            new Rule("/api/devices", GET, Needs.of(Right.READ)),
            new Rule("/api/devices", Set.of("PUT", "DELETE"), Needs.of(Right.CONFIGURE)),
            new Rule("/api/points", GET, Needs.of(Right.READ)),
            new Rule("/api/tags", GET, Needs.of(Right.READ)),
            new Rule("/api/tags", Set.of("PUT", "DELETE"), Needs.of(Right.CONFIGURE)),
            new Rule("/api/history", GET, Needs.of(Right.READ)),
            new Rule("/api/alarms", GET, Needs.of(Right.READ)),
            new Rule("/api/alarms", POST, Needs.of(Right.ACKNOWLEDGE)),
            new Rule("/api/alarm-rules", GET, Needs.of(Right.READ)),
            new Rule("/api/alarm-rules", POST, Needs.of(Right.CONFIGURE)),
            new Rule("/api/notices", Set.of("GET", "POST"), Needs.of(Right.ADMINISTER)),
            new Rule("/api/uplinks", GET, Needs.of(Right.READ)),
            new Rule("/metrics", GET, Needs.of(Right.READ)),
            new Rule("/api/identity", GET, Needs.of(Right.READ)),
            new Rule("/api/identity", CHANGING, Needs.of(Right.ADMINISTER)),
            new Rule("/api/projects", GET, Needs.of(Right.READ)),
            new Rule("/api/projects", CHANGING, Needs.of(Right.CONFIGURE)),
            new Rule("/api/updates/package", Set.of("GET", "PUT"), Needs.of(Right.CONFIGURE)),
            new Rule("/api/updates/verify", POST, Needs.of(Right.CONFIGURE)),
            new Rule("/api/updates", GET, Needs.of(Right.READ)),
            new Rule("/api/updates", POST, Needs.of(Right.REBOOT)),
            new Rule("/api/audit", GET, Needs.of(Right.ADMINISTER)),
            new Rule("/api/accounts", GET, Needs.of(Right.ADMINISTER)),
            new Rule("/api/accounts", CHANGING, Needs.of(Right.ADMINISTER)));

    private RestRights() {}

    /** The rows of docs/security.md. */
    static List<String> rows() {
        return TABLE.stream()
                .map(rule -> "| `" + rule.path() + "` | "
                        + rule.methods().stream().sorted().collect(Collectors.joining(", ")) + " | "
                        + rule.needs().inWords() + " |")
                .toList();
    }

    /**
     * A method that a resource does not have is the servlet's to refuse, to whoever may use another of its methods.
     *
     * @return empty for a resource that is not in the table
     */
    static Optional<Needs> of(String method, String path) {
        String asked = method.equals("HEAD") ? "GET" : method;
        List<Rule> here = TABLE.stream()
                .filter(rule -> path.equals(rule.path()) || path.startsWith(rule.path() + "/"))
                .toList();
        return here.stream()
                .filter(rule -> rule.methods().contains(asked))
                .map(Rule::needs)
                .findFirst()
                .or(() -> here.stream()
                        .map(Rule::needs)
                        .filter(needs -> needs.right().isPresent())
                        .findFirst())
                .or(() -> here.isEmpty() ? Optional.empty() : Optional.of(SIGNED_IN));
    }
}
