// SPDX-License-Identifier: GPL-3.0-only
package io.bms.update;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarFile;

/**
 * Which tables a bundle makes, and at which version: the constants of {@code io.bms.sqlite.Schema} in it, whose owner
 * names them and whose migrations count them. Runs code of the bundle, which is that of whoever builds.
 */
final class SchemaVersions {
    private static final String SCHEMA = "io.bms.sqlite.Schema";
    private static final String ENTRY = "io/bms/sqlite/Schema.class";
    private static final String CLASS = ".class";

    private SchemaVersions() {}

    /**
     * The tables of one owner.
     *
     * @param readableFrom the first version that can read and write them too
     */
    record Tables(int version, int readableFrom) {
        @Override
        public String toString() {
            return readableFrom == version ? "" + version : version + ", readable from " + readableFrom;
        }
    }

    /** Whether a bundle that knows these tables can go on where another was that knows those. */
    static boolean canGoBack(Map<String, Tables> then, Map<String, Tables> now) {
        return then.keySet().equals(now.keySet())
                && then.keySet().stream()
                        .allMatch(owner -> then.get(owner).version()
                                        <= now.get(owner).version()
                                && then.get(owner).version() >= now.get(owner).readableFrom());
    }

    /** @param others what the bundle stands upon, itself among them or not */
    static Map<String, Tables> of(Path bundle, Collection<Path> others) throws IOException, RefusedException {
        Map<String, Tables> versions = new TreeMap<>();
        List<URL> path = new ArrayList<>();
        path.add(bundle.toUri().toURL());
        for (Path other : others) {
            path.add(other.toUri().toURL());
        }
        try (JarFile jar = new JarFile(bundle.toFile());
                URLClassLoader loader =
                        new URLClassLoader(path.toArray(new URL[0]), ClassLoader.getPlatformClassLoader())) {
            if (jar.getEntry(ENTRY) == null) {
                return versions;
            }
            for (String name : jar.stream().map(entry -> entry.getName()).toList()) {
                if (name.startsWith("io/bms/") && name.endsWith(CLASS) && mentions(jar, name)) {
                    String type =
                            name.substring(0, name.length() - CLASS.length()).replace('/', '.');
                    read(Class.forName(type, false, loader), versions);
                }
            }
            return versions;
        } catch (ReflectiveOperationException | LinkageError e) {
            throw new RefusedException("The tables of " + bundle + " cannot be read (" + e + ").");
        }
    }

    /** Only such a class is loaded: others may need what is not here. */
    private static boolean mentions(JarFile jar, String name) throws IOException {
        byte[] bytes = jar.getInputStream(jar.getEntry(name)).readAllBytes();
        return new String(bytes, StandardCharsets.ISO_8859_1).contains("Lio/bms/sqlite/Schema;");
    }

    /** Bundles of before there was such a thing do not say it. */
    private static int readableFrom(Object schema, int version) throws ReflectiveOperationException {
        try {
            return (int) schema.getClass().getMethod("readableFrom").invoke(schema);
        } catch (NoSuchMethodException e) {
            return version;
        }
    }

    private static void read(Class<?> type, Map<String, Tables> versions) throws ReflectiveOperationException {
        for (Field field : type.getDeclaredFields()) {
            if (Modifier.isStatic(field.getModifiers())
                    && field.getType().getName().equals(SCHEMA)) {
                field.setAccessible(true);
                Object schema = field.get(null);
                var owner = schema.getClass().getMethod("owner").invoke(schema);
                var migrations =
                        (List<?>) schema.getClass().getMethod("migrations").invoke(schema);
                versions.put(owner.toString(), new Tables(migrations.size(), readableFrom(schema, migrations.size())));
            }
        }
    }
}
