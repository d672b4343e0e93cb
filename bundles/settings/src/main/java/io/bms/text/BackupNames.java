// SPDX-License-Identifier: GPL-3.0-only
package io.bms.text;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Which entries of a ZIP file are a backup. File managers that pack one again put a folder around it and files of their own
 * beside it; that does no harm.
 */
public final class BackupNames {
    private static final Pattern CONTENT = Pattern.compile("[a-z]+\\.db|admin-password|etc/[A-Za-z0-9._-]+\\.cfg");
    private static final String MANDATORY = "designer.db";

    private BackupNames() {}

    /** A backup holds files of these names, relative to the data folder. */
    public static boolean isContent(String name) {
        return CONTENT.matcher(name).matches();
    }

    /**
     * What each file of the backup is called in the ZIP file, by its name in the data folder.
     *
     * @throws IllegalArgumentException saying why it is no backup
     */
    public static Map<String, String> of(Collection<String> entries) {
        String folder = entries.stream()
                .filter(entry -> !isForeign(entry))
                .filter(entry -> entry.equals(MANDATORY) || entry.endsWith("/" + MANDATORY))
                .findFirst()
                .map(entry -> entry.substring(0, entry.length() - MANDATORY.length()))
                .orElseThrow(() -> new IllegalArgumentException("it has no " + MANDATORY));
        Map<String, String> byName = new LinkedHashMap<>();
        for (String entry : entries) {
            if (entry.startsWith("/") || entry.contains("..") || entry.contains("\\")) {
                throw new IllegalArgumentException("it holds " + entry.replaceAll("\\p{C}", "\ufffd"));
            }
            String name = entry.startsWith(folder) ? entry.substring(folder.length()) : "";
            if (isContent(name) && !isForeign(entry) && byName.put(name, entry) != null) {
                throw new IllegalArgumentException("it holds " + name + " twice");
            }
        }
        return byName;
    }

    /** Written by macOS beside each file. */
    private static boolean isForeign(String entry) {
        return entry.startsWith("__MACOSX/")
                || entry.substring(entry.lastIndexOf('/') + 1).startsWith("._");
    }
}
