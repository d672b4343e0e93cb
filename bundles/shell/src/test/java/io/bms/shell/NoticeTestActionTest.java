// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.bms.api.alarm.NoticeRoutes;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.Test;

public class NoticeTestActionTest {
    private List<String> names = List.of("mail:ops@example.com", "webhook");
    private Optional<String> failure = Optional.empty();

    private final NoticeRoutes routes = new NoticeRoutes() {
        @Override
        public List<String> names() {
            return names;
        }

        @Override
        public CompletionStage<Optional<String>> test(String name) {
            if (!names.contains(name)) {
                throw new IllegalArgumentException("there is no route '" + name + "'");
            }
            return CompletableFuture.completedFuture(failure);
        }
    };

    private String run(String typed) throws Exception {
        try (TestShell shell = new TestShell(NoticeTestAction.class, routes)) {
            return shell.run(typed, "");
        }
    }

    @Test
    public void test_saysWhatCameOfIt() throws Exception {
        assertTrue(run("bms:notice-test webhook").contains("It has arrived: the server of webhook has taken it."));
        failure = Optional.of("it answered with status 404");
        Exception refused = assertThrows(Exception.class, () -> run("bms:notice-test webhook"));
        assertEquals("It has not arrived: it answered with status 404.", refused.getMessage());
        assertThrows(Exception.class, () -> run("bms:notice-test sms"));
    }

    @Test
    public void withoutARoute_listsThem() throws Exception {
        assertTrue(run("bms:notice-test").contains("mail:ops@example.com\nwebhook"));
        names = List.of();
        assertTrue(run("bms:notice-test").contains("set mailTo or webhookUrl in etc/io.bms.notify.cfg"));
    }
}
