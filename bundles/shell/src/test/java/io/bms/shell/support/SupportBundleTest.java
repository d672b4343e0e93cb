// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell.support;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public final class SupportBundleTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Path root;
    private Path file;
    private final Map<String, String> environment = new HashMap<>();
    private final Map<String, String> properties = new HashMap<>();

    @Before
    public void install() throws IOException {
        root = folder.getRoot().toPath();
        file = root.resolve("support.zip");
        write("home/etc/io.bms.bacnet.cfg", "port = 47808\ninboundPassword =\n");
        write("home/etc/io.bms.mqtt.cfg", "host =\nuser =\npasswordFile =\n");
        write("data/etc/io.bms.bacnet.cfg", "port = 47809\n");
        write("data/etc/io.bms.mqtt.cfg", "host = broker\n");
        write("data/log/bms.log", "all is well\n");
    }

    private Path write(String name, String text) throws IOException {
        Path path = root.resolve(name);
        Files.createDirectories(path.getParent());
        return Files.writeString(path, text);
    }

    private Map<String, String> bundle(Map<String, String> parts) throws IOException {
        Files.deleteIfExists(file);
        SupportBundle.write(
                new Installation(root.resolve("home"), root.resolve("data"), environment, properties), parts, file);
        Map<String, String> content = new TreeMap<>();
        try (ZipFile zip = new ZipFile(file.toFile())) {
            for (ZipEntry entry : zip.stream().toList()) {
                content.put(
                        entry.getName(), new String(zip.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return content;
    }

    @Test
    public void write_secretsInEveryPlace_noneIsInIt() throws IOException {
        write("data/admin-password", "first-7k2mq-x09fd\n");
        Path broker = write("secrets/broker", "broker pass phrase\n");
        Path keys = write("secrets/keys", "key-store-pass\n");
        Path admin = write("secrets/admin", "admin-by-file\n");
        environment.put("BMS_ADMIN_PASSWORD", "admin-by-variable");
        environment.put("BMS_ADMIN_PASSWORD_FILE", admin.toString());
        environment.put("BMS_MQTT_PASSWORD_FILE", broker.toString());
        environment.put("BMS_MQTT_HOST", "mqtts://me:p@ss/in-url@broker");
        environment.put("BMS_JAVA_OPTS", "-Xmx1g -Djavax.net.ssl.trustStorePassword=trust-in-options");
        environment.put("OTHER_PROGRAMS_TOKEN", "token-of-another");
        properties.put("javax.net.ssl.keyStorePassword", "pass-of-property");
        write("data/etc/io.bms.proxy.cfg", "keyStorePasswordFile = " + keys + "\n");
        write("data/etc/io.bms.bacnet.cfg", "port = 47808\n# was: note-in-comment\ninboundPassword = pass-inbound\n");
        write("data/etc/io.bms.bacnet.network-roof.cfg", "inboundPassword = pass-of-the-roof\n");
        write(
                "data/etc/io.bms.mqtt.cfg",
                "user = gateway\npasswrod = mistyped-pass\npasswordFile = ${env:BMS_MQTT_PASSWORD_FILE:-}\n");
        List<String> secrets = List.of(
                "first-7k2mq-x09fd",
                "broker pass phrase",
                "key-store-pass",
                "admin-by-file",
                "admin-by-variable",
                "in-url",
                "trust-in-options",
                "token-of-another",
                "pass-of-property",
                "note-in-comment",
                "pass-inbound",
                "pass-of-the-roof",
                "mistyped-pass");
        String everything = String.join(
                        "\n",
                        secrets.stream().map(one -> "so it is <" + one + ">").toList())
                .replace("<in-url>", "http://a:in-url@b")
                .replace("<trust-in-options>", "-Dx.password=trust-in-options")
                .replace("<note-in-comment>", "token: note-in-comment")
                .replace("<mistyped-pass>", "\"password\": \"mistyped-pass\"");
        write("data/log/bms.log", everything);
        write("data/log/bms.log.1", "Authorization: Basic in-url and more\n" + everything);
        write("data/designer.db", everything);

        Map<String, String> content = bundle(Map.of("events.txt", everything, "status.txt", everything));

        content.forEach((name, text) ->
                secrets.forEach(secret -> assertFalse(name + " has " + secret + ":\n" + text, text.contains(secret))));
        assertTrue(content.get("log/bms.log").contains("so it is <(hidden)>"));
        assertTrue(content.get("etc/io.bms.mqtt.cfg").contains("user = gateway\n"));
        assertTrue(content.get("etc/io.bms.mqtt.cfg").contains("passwrod = (hidden), not a key of this version\n"));
        assertTrue(content.get("environment.txt").contains("BMS_MQTT_PASSWORD_FILE=" + broker + "\n"));
    }

    @Test
    public void write_anInstallation_hasAllThatHelps() throws IOException {
        environment.put("BMS_MQTT_PORT", "1884");
        Map<String, String> content = bundle(Map.of("status.txt", "online\n"));
        assertEquals("online\n", content.get("status.txt"));
        assertEquals("all is well\n", content.get("log/bms.log"));
        assertEquals("port = 47809\n", content.get("etc/io.bms.bacnet.cfg"));
        assertEquals("BMS_MQTT_PORT=1884\n", content.get("environment.txt"));
        assertTrue(content.get("threads.txt")
                .contains("\"" + Thread.currentThread().getName() + "\" "));
        assertTrue(content.get("memory.txt").contains("heap: "));
        assertTrue(content.get("java.txt").contains("Java " + Runtime.version().feature()));
        assertTrue(content.get("disk.txt").contains(" log/bms.log\n"));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    }

    @Test
    public void write_aSwitchOfSecrets_isNoSecretElsewhere() throws IOException {
        environment.put("BMS_PASS_CREDENTIALS", "false");
        assertEquals(
                "ready: false\n", bundle(Map.of("status.txt", "ready: false\n")).get("status.txt"));
    }

    @Test
    public void write_settingsThatCannotBeRead_saysSoAndWritesTheRest() throws IOException {
        write("data/etc/io.bms.mqtt.cfg", "host = \\u12\n");
        assertEquals("cannot be read\n", bundle(Map.of()).get("etc/io.bms.mqtt.cfg"));
    }

    @Test
    public void write_fileIsThere_leavesIt() throws IOException {
        Files.writeString(file, "mine");
        Installation installation =
                new Installation(root.resolve("home"), root.resolve("data"), environment, properties);
        FileAlreadyExistsException e =
                assertThrows(FileAlreadyExistsException.class, () -> SupportBundle.write(installation, Map.of(), file));
        assertTrue(e.getMessage(), e.getMessage().endsWith("give another name, or delete it first"));
        assertEquals("mine", Files.readString(file));
    }
}
