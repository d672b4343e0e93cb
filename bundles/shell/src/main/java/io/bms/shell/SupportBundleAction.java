// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.shell.support.Installation;
import io.bms.shell.support.SupportBundle;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;
import org.osgi.framework.BundleContext;

/** {@code bms:support-bundle}. */
@Service
@Command(
        scope = "bms",
        name = "support-bundle",
        description =
                "Writes what helps to find a fault into one file: log, status, events, settings, threads and memory. "
                        + "Passwords and other secrets are taken out; look into it before you pass it on.")
public final class SupportBundleAction implements Action {
    /** What each says goes into a file of that name. */
    private static final Map<String, String> COMMANDS = new TreeMap<>(Map.of(
            "status.txt", "bms:status",
            "doctor.txt", "bms:doctor",
            "devices.txt", "bms:device-list",
            "events.txt", "bms:event-list --limit 1000",
            "overrides.txt", "bms:override-list",
            "load.txt", "bms:load-show",
            "bundles.txt", "bundle:list -t 0",
            "features.txt", "feature:list -i"));

    @Argument(name = "file", required = true, description = "An absolute path on the gateway: /media/usb/support.zip")
    private String file;

    @Reference
    private BundleContext context;

    @Reference
    private Session session;

    @Override
    public Object execute() throws Refused {
        Path to = BackupAction.absolute(file);
        Map<String, String> parts = new LinkedHashMap<>();
        COMMANDS.forEach((name, command) -> parts.put(name, said(command)));
        try {
            SupportBundle.write(installation(), parts, to);
            Screen.of(session).println("Written to " + to + ", " + (Files.size(to) + 1023) / 1024 + " KiB.");
            return null;
        } catch (IOException e) {
            throw new Refused("No support bundle was written: " + e.getMessage() + ".");
        }
    }

    private Installation installation() {
        Map<String, String> properties = new TreeMap<>();
        System.getProperties().stringPropertyNames().forEach(name -> properties.put(name, System.getProperty(name)));
        return new Installation(
                Path.of(context.getProperty("karaf.home")),
                Path.of(context.getProperty("bms.data")),
                System.getenv(),
                properties);
    }

    /** A part of the gateway that cannot answer is no reason to write none of the others. */
    private String said(String command) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(text, true, StandardCharsets.UTF_8);
        try (Session own = session.getFactory().create(InputStream.nullInputStream(), out, out)) {
            own.execute(command);
        } catch (Exception e) { // what a command may throw
            out.println(command + ": " + e.getMessage());
        }
        return text.toString(StandardCharsets.UTF_8);
    }
}
