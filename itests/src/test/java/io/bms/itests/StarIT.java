// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.BeforeClass;
import org.junit.Test;

/**
 * Holds the star of docs/architecture.md on the built manifests: a bundle imports api (and wire), its
 * own library, and nothing else of ours; only api and wire export.
 */
public class StarIT {
    private static final Pattern PACKAGE = Pattern.compile("(?:^|,)([A-Za-z_][\\w.]*)");
    /** Which bundle may name which library. */
    private static final Map<String, Set<String>> OWNERS = Map.of(
            "com.serotonin", Set.of("bacnet"),
            "org.eclipse.paho", Set.of("mqtt"),
            "org.sqlite",
                    Set.of(
                            "account",
                            "admin",
                            "alarm",
                            "audit",
                            "identity",
                            "site",
                            "journal",
                            "mqtt",
                            "notify",
                            "timeseries"),
            "com.fasterxml", Set.of("wire", "mqtt", "admin", "homeassistant", "sparkplug", "updater"),
            "org.apache.activemq", Set.of("broker"),
            "io.netty", Set.of("broker"),
            "org.apache.karaf", Set.of("shell", "updater"),
            "org.eclipse.jetty", Set.of("proxy"),
            "javax.servlet", Set.of("proxy", "admin"));
    /** Modules that are copied into others, or for tests only. */
    private static final Set<String> LIBRARIES = Set.of("settings", "sqlite", "testkit", "update");

    /** Modules that are programs of their own, and no bundles of the gateway. */
    private static final Set<String> PROGRAMS = Set.of("simulator", "launcher");

    /** What Pax Web looks for among the services. */
    private static final Pattern FOR_THE_WEB = Pattern.compile(
            "interface=\"(javax\\.servlet\\.|org\\.osgi\\.service\\.http\\.)|name=\"(osgi\\.http\\.|org\\.ops4j\\.pax\\.web\\.)");

    /** Packages that are copied into each bundle that needs them: the same classes, not classes of the same name. */
    private static final Set<String> COPIED = Set.of(
            "io/bms/disk/",
            "io/bms/sqlite/",
            "io/bms/text/",
            "io/bms/time/",
            "io/bms/tls/",
            "io/bms/settings/",
            "io/bms/update/",
            "io/bms/launcher/frame/");
    /** Class names that two bundles have for the same thing, and why. */
    private static final Map<String, String> SAME_THING = Map.of(
            "ConnectPacket", "the packet of MQTT: proxy reads it to change the user in it, broker to know who comes",
            "Bvll",
                    "the link layer header of BACnet/IP: bacnet reads what may come, simulator reads it without bacnet's code",
            "WhoIs", "the request of BACnet: bacnet sends and judges it, simulator answers it");

    private static final Map<String, Manifest> MANIFESTS = new TreeMap<>();
    /** The bundles that have a class of this simple name; nested classes stand by the name around them. */
    private static final Map<String, Set<String>> CLASSES = new TreeMap<>();
    /** The declarations of the components, by bundle and file. */
    private static final Map<String, String> COMPONENTS = new TreeMap<>();

    @BeforeClass
    public static void readManifests() throws IOException {
        try (Stream<Path> folders = Files.list(Path.of(System.getProperty("bms.bundles")))) {
            for (Path folder : folders.filter(Files::isDirectory).toList()) {
                String name = folder.getFileName().toString();
                Path jar = folder.resolve("target/bms-" + name + "-" + System.getProperty("bms.version") + ".jar");
                if (Files.exists(jar) && !LIBRARIES.contains(name)) {
                    try (JarFile file = new JarFile(jar.toFile())) {
                        readClasses(name, file);
                        if (!PROGRAMS.contains(name)) {
                            readBundle(name, file);
                        }
                    }
                }
            }
        }
        assertTrue(
                "bundles found: " + MANIFESTS.keySet(),
                MANIFESTS
                        .keySet()
                        .containsAll(Set.of(
                                "api",
                                "wire",
                                "broker",
                                "mqtt",
                                "bacnet",
                                "monitoring",
                                "site",
                                "identity",
                                "journal",
                                "account",
                                "command",
                                "heartbeat",
                                "shell")));
    }

    private static void readClasses(String name, JarFile file) {
        file.stream()
                .map(JarEntry::getName)
                .filter(StarIT::isOwnClass)
                .map(entry -> entry.replaceAll(".*/|\\.class$", ""))
                .forEach(simple -> CLASSES.computeIfAbsent(simple, unseen -> new TreeSet<>())
                        .add(name));
    }

    private static void readBundle(String name, JarFile file) throws IOException {
        MANIFESTS.put(name, file.getManifest());
        for (JarEntry entry : file.stream()
                .filter(it -> it.getName().matches("OSGI-INF/[^/]+\\.xml"))
                .toList()) {
            COMPONENTS.put(
                    name + " " + entry.getName(),
                    new String(file.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private static boolean isOwnClass(String entry) {
        return entry.matches("io/bms/[^$]*\\.class")
                && !entry.endsWith("package-info.class")
                && COPIED.stream().noneMatch(entry::startsWith);
    }

    private static Set<String> packages(Manifest manifest, String header) {
        String value = manifest.getMainAttributes().getValue(header);
        Set<String> found = new TreeSet<>();
        if (value != null) {
            Matcher matcher = PACKAGE.matcher(value.replaceAll("\"[^\"]*\"", "").replaceAll(";[^,]*", ""));
            while (matcher.find()) {
                found.add(matcher.group(1));
            }
        }
        return found;
    }

    @Test
    public void onlyApiAndWireExport() {
        MANIFESTS.forEach((name, manifest) -> {
            Set<String> exported = packages(manifest, "Export-Package");
            if (name.equals("api") || name.equals("wire")) {
                assertTrue(
                        name + " exports " + exported,
                        exported.stream()
                                .allMatch(p -> p.equals("io.bms." + name) || p.startsWith("io.bms." + name + ".")));
            } else {
                assertEquals(name + " exports", Set.of(), exported);
            }
        });
    }

    @Test
    public void bundlesImportOnlyApiAndWireOfOurs() {
        List<String> wrong = new ArrayList<>();
        MANIFESTS.forEach((name, manifest) -> packages(manifest, "Import-Package").stream()
                .filter(p -> p.startsWith("io.bms."))
                .filter(p -> !p.equals("io.bms.api") && !p.startsWith("io.bms.api.") && !p.equals("io.bms.wire"))
                .forEach(p -> wrong.add(name + " imports " + p)));
        assertEquals(List.of(), wrong);
    }

    @Test
    public void librariesStayWithTheirOwners() {
        List<String> wrong = new ArrayList<>();
        MANIFESTS.forEach((name, manifest) -> packages(manifest, "Import-Package")
                .forEach(imported -> OWNERS.forEach((library, owners) -> {
                    if ((imported.equals(library) || imported.startsWith(library + ".")) && !owners.contains(name)) {
                        wrong.add(name + " imports " + imported);
                    }
                })));
        assertEquals(List.of(), wrong);
    }

    /**
     * Pax Web looks at a servlet when it is registered and asks for it again with the first request. A component that
     * is made on demand is dropped in between, and if making it anew fails once, Jetty answers 404 there for ever.
     */
    @Test
    public void componentsForTheWeb_areMadeOnceAndAtOnce() {
        Map<String, String> forTheWeb = new TreeMap<>(COMPONENTS);
        forTheWeb.values().removeIf(xml -> !FOR_THE_WEB.matcher(xml).find());
        assertTrue(
                "found: " + forTheWeb.keySet(),
                forTheWeb
                        .keySet()
                        .containsAll(Set.of(
                                "admin OSGI-INF/io.bms.admin.ApiServlet.xml",
                                        "proxy OSGI-INF/io.bms.proxy.DesignerServlet.xml",
                                "proxy OSGI-INF/io.bms.proxy.Gatekeeper.xml",
                                        "proxy OSGI-INF/io.bms.proxy.MqttEndpoint.xml")));
        forTheWeb.values().removeIf(xml -> xml.contains("immediate=\"true\"") && !xml.contains("scope="));
        assertEquals(Set.of(), forTheWeb.keySet());
    }

    @Test
    public void classNames_meanOneThingInTheHouse() {
        Map<String, Set<String>> twice = new TreeMap<>(CLASSES);
        twice.values().removeIf(bundles -> bundles.size() == 1);
        assertTrue(
                "classes found: " + CLASSES.size(),
                CLASSES.keySet().containsAll(Set.of("PointDriver", "EtcFolder", "SimulatedPoint")));
        assertEquals("used twice, but for " + SAME_THING, SAME_THING.keySet(), twice.keySet());
    }

    @Test
    public void symbolicNamesFollowTheFolder() {
        MANIFESTS.forEach((name, manifest) ->
                assertEquals("io.bms." + name, manifest.getMainAttributes().getValue("Bundle-SymbolicName")));
    }
}
