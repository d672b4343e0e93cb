// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.bms.admin.Api.Caller;
import io.bms.admin.Api.Reply;
import io.bms.api.account.Account;
import io.bms.api.account.Right;
import io.bms.api.account.Role;
import io.bms.api.account.TopicGrants;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Every resource, method and role, from outside. */
public final class RestRightsTest {
    private static final List<String> METHODS = List.of("GET", "POST", "PUT", "DELETE");
    private static final Duration PAUSE = Duration.ofSeconds(30);

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Api api;

    @Before
    public void start() throws Exception {
        api = new Api(folder.getRoot().toPath());
    }

    @After
    public void stop() throws IOException {
        api.close();
    }

    @Test
    public void table_isThatOfTheDocumentation() throws IOException {
        String documented = Files.readString(Path.of("../../docs/security.md"));
        for (String row : RestRights.rows()) {
            assertTrue("docs/security.md lacks the row\n" + row, documented.contains(row + "\n"));
        }
        long rows = documented
                .lines()
                .filter(line -> line.matches("\\| `/(api|metrics).*"))
                .count();
        assertEquals("docs/security.md has rows of its own", RestRights.rows().size(), rows);
    }

    @Test
    public void table_hasEveryPathThatIsDescribed() throws Exception {
        JsonNode paths = api.new Caller().get("/openapi.json").json().get("paths");
        paths.fieldNames()
                .forEachRemaining(
                        path -> assertTrue(path, RestRights.of("GET", path).isPresent()));
        assertEquals(Optional.empty(), RestRights.of("GET", "/api/pointsbeside"));
    }

    @Test
    public void call_everyResourceMethodAndRole_isAsTheTableSays() throws Exception {
        List<Account> accounts = new ArrayList<>();
        for (Role role : Role.values()) {
            accounts.add(new Account("a-" + role.wireName(), role));
        }
        accounts.add(new Account("a-reader", Role.SERVICE, Set.of(Right.READ), TopicGrants.NONE, false));
        List<String> paths = paths();
        for (Account account : accounts) {
            api.accounts.add(account, "long enough");
            Caller caller = api.new Caller();
            assertEquals(200, caller.signIn(account.name(), "long enough").status());
            for (String path : paths) {
                for (String method : METHODS) {
                    assertCell(account, caller, method, path);
                }
            }
            api.clock.advance(PAUSE);
        }
    }

    /** But for those that end the session. */
    private List<String> paths() throws Exception {
        List<String> paths = new ArrayList<>();
        api.new Caller().get("/openapi.json").json().get("paths").fieldNames().forEachRemaining(paths::add);
        paths.removeIf(path -> path.matches("/api/session(/.*)?|/api/openapi.json"));
        return paths;
    }

    /** The path as a caller names it, from {@code /api} on. */
    private static String asked(String path) {
        String named = path.replaceAll("\\{[^}]*}", "none");
        return named.startsWith("/api/") ? named.substring("/api".length()) : "/.." + named;
    }

    private void assertCell(Account account, Caller caller, String method, String path) throws Exception {
        String asked = asked(path);
        Reply reply = caller.call(method, asked, method.equals("GET") ? "" : "{}");
        boolean allowed = RestRights.of(method, path)
                .orElseThrow()
                .right()
                .map(account::may)
                .orElse(true);
        boolean refused =
                reply.status() == 403 && reply.json().get("title").textValue().equals("Not allowed");
        assertEquals(account.name() + " " + method + " " + path + ": " + reply.status(), !allowed, refused);
        assertTrue(path, reply.status() != 401 && reply.status() != 500);
    }

    @Test
    public void call_everyResource_needsASessionUnlessItIsAnybodys() throws Exception {
        for (String path : paths()) {
            for (String method : METHODS) {
                String asked = asked(path);
                boolean anybody = RestRights.of("GET", path).orElseThrow().equals(RestRights.ANYBODY);
                int status = api.new Caller()
                        .call(method, asked, method.equals("GET") ? "" : "{}")
                        .status();
                assertEquals(method + " " + path, !anybody, status == 401);
            }
            api.clock.advance(PAUSE);
        }
    }

    @Test
    public void refused_saysWhichRightIsMissing() throws Exception {
        Caller operator = api.new Caller();
        operator.signIn("operator", "other one");
        assertEquals(
                "The role operator may not POST /api/projects: it lacks the right configure."
                        + " An admin can give you another role.",
                operator.call("POST", "/projects", "{}").json().get("detail").textValue());
    }

    @Test
    public void session_tellsRoleAndRights() throws Exception {
        Caller operator = api.new Caller();
        JsonNode whole = operator.signIn("operator", "other one").json();
        assertEquals("operator", whole.get("role").textValue());
        assertEquals(
                "[\"read\",\"ask_history\",\"write\",\"monitor\",\"acknowledge\"]",
                whole.get("rights").toString());
        assertEquals(
                whole.get("rights"),
                operator.get("/session?optional=true").json().get("rights"));
    }
}
