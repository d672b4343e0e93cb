// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.bms.api.account.Account;
import io.bms.api.account.Right;
import io.bms.api.account.Role;
import io.bms.api.account.TopicGrants;
import io.bms.api.broker.AccessRules.Form;
import io.bms.api.identity.Identity;
import io.bms.testkit.Await;
import io.bms.testkit.FakeAccounts;
import io.bms.testkit.FreePorts;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Whether a real Mosquitto that has the exported rules does what the gateway's own broker does. */
public final class ExportedRulesTest {
    private static final Identity IDENTITY = new Identity("acme", "hq", "gw-1");
    private static final String GATEWAY = "gateway";
    private static final String B = "iot/global/acme/hq/gw-1";
    private static final List<String> TOPICS = List.of(
            B + "/status/update",
            B + "/bulk",
            B + "/1001/1001.analogInput.1",
            B + "/reply/operator/1",
            B + "/reply/viewer/1",
            B + "/command/get_history/request",
            B + "/command/set_value_to_point/request",
            B + "/command/set_value_to_point/response",
            B + "/command/get_config/request",
            B + "/command/reboot/request",
            "iot/global/acme/hq/gw-2/command/reboot/request",
            "iot/global/acme/hq/alert-management/acknowledge",
            "apps/a \"quoted\" \\ topic",
            "apps/other");
    private static final List<String> FILTERS =
            List.of("#", B + "/#", B + "/+/+", B + "/status/#", B + "/command/+/response", B + "/reply/+/#", "apps/#");

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final FakeAccounts accounts = new FakeAccounts();
    private final ExportedRules rules = new ExportedRules(accounts);
    private final int port = FreePorts.tcp();
    private Optional<Process> mosquitto = Optional.empty();

    public ExportedRulesTest() {
        for (Role role : List.of(Role.VIEWER, Role.OPERATOR, Role.INTEGRATOR, Role.ADMIN)) {
            accounts.add(role.wireName(), role);
        }
        accounts.add(
                new Account(
                        "engine",
                        Role.SERVICE,
                        Set.of(Right.READ, Right.WRITE),
                        new TopicGrants(List.of("apps/a \"quoted\" \\ topic"), List.of("apps/#")),
                        false),
                FakeAccounts.PASSWORD);
        accounts.add(new Account("left", Role.ADMIN).disabled(true), FakeAccounts.PASSWORD);
    }

    @After
    public void stop() throws InterruptedException {
        if (mosquitto.isPresent()) {
            mosquitto.get().destroy();
            assertTrue(mosquitto.get().waitFor(10, TimeUnit.SECONDS));
        }
    }

    private Stream<Account> users() {
        return accounts.list().stream().filter(account -> !account.disabled());
    }

    private Path file(String name) {
        return folder.getRoot().toPath().resolve(name);
    }

    private void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(file("output").toFile())
                .start();
        assertTrue(process.waitFor(30, TimeUnit.SECONDS));
        assertEquals(Files.readString(file("output")), 0, process.exitValue());
    }

    private void startMosquitto(String... lines) throws IOException {
        String user = System.getProperty("user.name").equals("root") ? "user root\n" : "";
        Files.writeString(
                file("mosquitto.conf"),
                user + "listener " + port + " 127.0.0.1\nallow_anonymous false\npersistence false\n"
                        + String.join("\n", lines) + "\n");
        mosquitto = Optional.of(new ProcessBuilder(
                        "/usr/sbin/mosquitto", "-c", file("mosquitto.conf").toString())
                .redirectErrorStream(true)
                .redirectOutput(file("mosquitto.log").toFile())
                .start());
        Await.until(this::listens, Subscriber.SOON, "Mosquitto listens");
    }

    private boolean listens() {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    private RawClient in(String user) throws IOException {
        RawClient client = RawClient.connecting(port, 5, user, user + ".1", false);
        String answer = client.read();
        assertEquals(answer, "00", answer.substring(6, 8));
        return client;
    }

    private void assertPublishing(Account account) throws IOException {
        TopicPermissions own = TopicTable.permissions(account, "");
        try (RawClient client = in(account.name())) {
            for (String topic : TOPICS) {
                String answer = client.exchange(
                        RawClient.publish(5, 1, false, 7, RawClient.utf8(topic), "1".getBytes(StandardCharsets.UTF_8)));
                assertTrue(answer, answer.startsWith("40"));
                boolean ours = !topic.contains("gw-2");
                assertEquals(account.name() + " " + topic, ours && own.mayPublish(topic), !answer.endsWith("87"));
            }
        }
    }

    private MqttConnectionOptions as(String user) {
        return Subscriber.options(user, FakeAccounts.PASSWORD);
    }

    @Test
    public void mosquittoAcl_everyRoleAndTopic_isAsAtTheGatewaysOwnBroker() throws Exception {
        Path passwords = Files.createFile(file("passwords"));
        for (String user :
                Stream.concat(Stream.of(GATEWAY), users().map(Account::name)).toList()) {
            run("mosquitto_passwd", "-b", passwords.toString(), user, FakeAccounts.PASSWORD);
        }
        Path acl = Files.writeString(file("acl"), rules.export(Form.MOSQUITTO_ACL, GATEWAY, IDENTITY));
        startMosquitto("password_file " + passwords, "acl_file " + acl);
        for (Account account : users().toList()) {
            assertPublishing(account);
        }
        try (Subscriber gateway = Subscriber.connect(port, "g", as(GATEWAY));
                Subscriber viewer = Subscriber.connect(port, "viewer.2", as("viewer"))) {
            viewer.subscribe("#");
            for (String topic : List.of(B + "/reply/operator/1", B + "/command/reboot/request", B + "/status/update")) {
                gateway.publish(topic, "1", false);
            }
            viewer.awaitTopics(1);
            assertEquals(List.of(B + "/status/update"), viewer.topics());
        }
    }

    @Test
    public void mosquittoDynsec_everyRoleTopicAndFilter_isAsAtTheGatewaysOwnBroker() throws Exception {
        Path config = file("dynsec.json");
        run("mosquitto_ctrl", "dynsec", "init", config.toString(), "boss", FakeAccounts.PASSWORD);
        startMosquitto(
                "plugin /usr/lib/"
                        + System.getProperty("os.arch")
                                .replace("amd64", "x86_64")
                                .replace("arm64", "aarch64") + "-linux-gnu/mosquitto_dynamic_security.so",
                "plugin_opt_config_file " + config);
        try (Subscriber boss = Subscriber.connect(port, "boss", as("boss"))) {
            boss.subscribe("$CONTROL/dynamic-security/v1/response");
            // twice, as after a change
            boss.publish("$CONTROL/dynamic-security/v1", rules.export(Form.MOSQUITTO_DYNSEC, GATEWAY, IDENTITY), false);
            boss.publish("$CONTROL/dynamic-security/v1", rules.export(Form.MOSQUITTO_DYNSEC, GATEWAY, IDENTITY), false);
            users().map(Account::name).forEach(user -> setPassword(boss, user));
            boss.awaitTopics(2 + (int) users().count());
        }
        for (Account account : users().toList()) {
            assertPublishing(account);
            TopicPermissions own = TopicTable.permissions(account, "");
            try (RawClient client = in(account.name())) {
                for (String filter : FILTERS) {
                    String answer = client.exchange(RawClient.subscribe(5, 1, RawClient.utf8(filter)));
                    assertEquals(
                            account.name() + " " + filter + " " + answer,
                            own.maySubscribe(filter),
                            !answer.endsWith("87"));
                }
            }
        }
    }

    private static void setPassword(Subscriber boss, String user) {
        try {
            boss.publish(
                    "$CONTROL/dynamic-security/v1",
                    "{\"commands\":[{\"command\":\"setClientPassword\",\"username\":\"" + user + "\",\"password\":\""
                            + FakeAccounts.PASSWORD + "\"}]}",
                    false);
        } catch (MqttException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    public void emqx_isOneRuleForEachUserAndActionAndThenNothing() {
        String file = rules.export(Form.EMQX, GATEWAY, IDENTITY);
        assertTrue(file, file.contains("{allow, {username, \"gateway\"}, publish, [\"" + B + "/#\", "));
        assertTrue(
                file,
                file.contains("{allow, {username, \"engine\"}, publish, [\"" + B
                        + "/command/set_value_to_point/request\", \"apps/a \\\"quoted\\\" \\\\ topic\"]}.\n"));
        assertFalse("a viewer publishes nothing", file.contains("{username, \"viewer\"}, publish"));
        assertTrue(file, file.endsWith("\n{deny, all}.\n"));
    }

    @Test
    public void export_whoMayNotSignIn_isNotInIt() {
        for (Form form : Form.values()) {
            assertFalse(rules.export(form, GATEWAY, IDENTITY).contains("left"));
        }
    }

    @Test
    public void export_aGatewayThatIsAnAccount_isRefused() {
        assertThrows(IllegalArgumentException.class, () -> rules.export(Form.EMQX, "viewer", IDENTITY));
        assertThrows(IllegalArgumentException.class, () -> rules.export(Form.EMQX, "two\nlines", IDENTITY));
    }
}
