// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.bms.admin.Api.Caller;
import io.bms.admin.Api.Reply;
import io.bms.api.alarm.NoticeRoutes;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Who is told of alarms, and a test of it, from outside. */
public final class NoticesTest {
    private static final String ROUTE = "mail:ops@example.com";

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Optional<String> failure = Optional.empty();
    private Api api;
    private Caller admin;

    private final NoticeRoutes routes = new NoticeRoutes() {
        @Override
        public List<String> names() {
            return List.of(ROUTE);
        }

        @Override
        public CompletionStage<Optional<String>> test(String name) {
            if (!name.equals(ROUTE)) {
                throw new IllegalArgumentException("there is no route '" + name + "'; use one of " + ROUTE);
            }
            return CompletableFuture.completedFuture(failure);
        }
    };

    @Before
    public void start() throws Exception {
        api = new Api(folder.getRoot().toPath());
        api.notices.bindRoutes(routes);
        admin = api.new Caller();
        admin.signIn("admin", "right one");
    }

    @After
    public void stop() throws IOException {
        api.close();
    }

    @Test
    public void test_ofARoute_saysWhetherItArrived() throws Exception {
        assertEquals(ROUTE, admin.get("/notices").json().at("/routes/0").textValue());
        String body = "{\"route\":\"" + ROUTE + "\"}";
        assertTrue(
                admin.call("POST", "/notices/test", body).json().get("arrived").booleanValue());
        failure = Optional.of("550 no such user");
        assertEquals(
                "{\"arrived\":false,\"reason\":\"550 no such user\"}",
                admin.call("POST", "/notices/test", body).json().toString());
    }

    @Test
    public void whatIsNoRoute_isRefusedInWords() throws Exception {
        Reply unknown = admin.call("POST", "/notices/test", "{\"route\":\"sms\"}");
        assertEquals(400, unknown.status());
        assertTrue(unknown.json().toString(), unknown.json().toString().contains("use one of " + ROUTE));
        assertEquals(400, admin.call("POST", "/notices/test", "{}").status());
        assertEquals(404, admin.call("POST", "/notices/nothing", "{}").status());
        assertEquals(405, admin.get("/notices/test").status());
        api.notices.unbindRoutes(routes);
        assertEquals(503, admin.get("/notices").status());
    }
}
