// SPDX-License-Identifier: GPL-3.0-only
package io.bms.text;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Which entries of a ZIP file are a backup. File managers that pack one again put a folder around it and files of their
 * own beside it, and some write backslashes; that does no harm. Thread: any.
 */
public final class BackupNames {
    private static final Pattern DATABASE = Pattern.compile("[a-z]+\\.db");
    /** Not the first password: it is there to be read once, and whoever has the backup has the accounts. */
    private static final Pattern CONTENT = Pattern.compile(DATABASE + "|etc/[A-Za-z0-9._-]+\\.cfg");

    /** Whoever restores an older one would undo what it says. */
    private static final String AUDIT = "audit.db";

    private static final String MANDATORY = "designer.db";

    private BackupNames() {}

    /**
     * A backup holds files of these names, relative to the data folder; not the audit, which a restore would set back.
     */
    public static boolean isContent(String name) {
        return CONTENT.matcher(name).matches() && !name.equals(AUDIT);
    }

    /** What only the owner of the data folder may read. */
    public static boolean isDatabase(String name) {
        return DATABASE.matcher(name).matches();
    }

    /**
     * What each file of the backup is called in the ZIP file, by its name in the data folder.
     *
     * @throws IllegalArgumentException saying why it is no backup
     */
    static Map<String, String> of(Collection<String> entries) {
        String folder = folder(entries);
        Map<String, String> byName = new LinkedHashMap<>();
        for (String entry : entries) {
            String path = path(entry);
            if (path.startsWith("/") || path.contains("..")) {
                throw new IllegalArgumentException("it holds " + shown(entry));
            }
            String name = path.startsWith(folder) ? path.substring(folder.length()) : "";
            if (isContent(name) && !isForeign(path) && byName.put(name, entry) != null) {
                throw new IllegalArgumentException("it holds " + name + " twice");
            }
        }
        return byName;
    }

    /** The one in which the backup lies; empty where it lies in none. */
    private static String folder(Collection<String> entries) {
        List<String> folders = entries.stream()
                .map(BackupNames::path)
                .filter(path -> !isForeign(path))
                .filter(path -> path.equals(MANDATORY) || path.endsWith("/" + MANDATORY))
                .map(path -> path.substring(0, path.length() - MANDATORY.length()))
                .distinct()
                .toList();
        if (folders.isEmpty()) {
            throw new IllegalArgumentException("it has no " + MANDATORY);
        }
        if (folders.size() > 1) {
            throw new IllegalArgumentException("it holds several backups, such as " + shown(folders.get(0) + MANDATORY)
                    + " and " + shown(folders.get(1) + MANDATORY) + "; leave one in it");
        }
        return folders.get(0);
    }

    /** Windows' own packer writes {@code gateway\etc\io.bms.mqtt.cfg}. */
    private static String path(String entry) {
        return entry.replace('\\', '/');
    }

    private static String shown(String name) {
        return name.replaceAll("\\p{C}", "\ufffd");
    }

    /** Written by macOS beside each file. */
    private static boolean isForeign(String path) {
        return path.startsWith("__MACOSX/")
                || path.substring(path.lastIndexOf('/') + 1).startsWith("._");
    }
}
