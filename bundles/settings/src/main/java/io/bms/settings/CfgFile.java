// SPDX-License-Identifier: GPL-3.0-only
package io.bms.settings;

import io.bms.text.DecodedText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The bytes of a cfg file. Whoever decoded it did not complain, so it is looked at here, again only when it has
 * changed. Not thread-safe.
 */
final class CfgFile {
    private static final int LONGEST = 1 << 20;
    /** A backslash and a u that begin no character of Java's properties; the whole file is refused for it. */
    private static final Pattern BAD_ESCAPE = Pattern.compile("(?<!\\\\)(?:\\\\\\\\)*\\\\u(?![0-9a-fA-F]{4})");

    /** What a line that is no comment begins with. */
    private static final Pattern KEY = Pattern.compile("^\\s*(?![#!])((?:\\\\.|[^\\\\=:\\s])+)");
    /** The value goes on in the next line. */
    private static final Pattern GOES_ON = Pattern.compile("(?<!\\\\)(?:\\\\\\\\)*\\\\$");

    /** The launcher sets a file aside under this name. */
    private static final String UNREADABLE = ".unreadable";

    private final Path path;
    private FileTime modified = FileTime.fromMillis(0);
    private long size = -1;
    private Optional<String> finding = Optional.empty();
    private boolean readable = true;
    private boolean present = true;

    CfgFile(Path path) {
        this.path = path;
    }

    String name() {
        return path.getFileName().toString();
    }

    /** False once it was removed. */
    boolean present() {
        look();
        return present;
    }

    /** Some of its lines may be understood. */
    boolean readable() {
        look();
        return readable;
    }

    /** What is wrong with its bytes, with the line. */
    Optional<String> finding() {
        look();
        Path aside = path.resolveSibling(name() + UNREADABLE);
        return finding.isEmpty() && Files.exists(aside)
                ? Optional.of(name() + " could not be read at a start, so the shipped one is in force; put right what"
                        + " is in " + aside.getFileName() + ", and give it its name again")
                : finding;
    }

    private void look() {
        try {
            BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class);
            present = true;
            if (now.size() != size || !now.lastModifiedTime().equals(modified)) {
                size = now.size();
                modified = now.lastModifiedTime();
                examine(size > LONGEST ? new byte[0] : Files.readAllBytes(path));
            }
        } catch (NoSuchFileException e) {
            present = false;
        } catch (IOException e) {
            finding = Optional.of(name() + " cannot be read (" + e + ")");
        }
    }

    private void examine(byte[] bytes) {
        readable = !isUtf16(bytes);
        finding = readable
                ? fault(bytes).or(() -> DecodedText.utf8(bytes).flatMap(this::repeated))
                : Optional.of(name() + " is not a UTF-8 file; save it as UTF-8. Until then what was in force stays so");
    }

    private static boolean isUtf16(byte[] bytes) {
        return bytes.length >= 2 && (bytes[0] == 0 || bytes[1] == 0 || (bytes[0] & bytes[1] & 0xfe) == 0xfe);
    }

    private Optional<String> fault(byte[] bytes) {
        int line = 1;
        int start = 0;
        for (int i = 0; i <= bytes.length; i++) {
            if (i == bytes.length || bytes[i] == '\n') {
                Optional<String> wrong = fault(Arrays.copyOfRange(bytes, start, i), line);
                if (wrong.isPresent()) {
                    return wrong;
                }
                line++;
                start = i + 1;
            }
        }
        return Optional.empty();
    }

    /** What is wrong where a key stands twice: the last one counts, so whoever edits the first sees nothing happen. */
    private Optional<String> repeated(String text) {
        Map<String, Integer> lines = new HashMap<>();
        boolean goesOn = false;
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            Matcher key = KEY.matcher(line);
            boolean isSetting = !goesOn && key.find();
            Integer before = isSetting ? lines.putIfAbsent(key.group(1), number) : null;
            if (before != null) {
                return Optional.of(name() + ", line " + number + ": " + key.group(1) + " stands in line " + before
                        + " already. The last one counts; delete the other");
            }
            goesOn = (goesOn || isSetting) && GOES_ON.matcher(line).find();
        }
        return Optional.empty();
    }

    private Optional<String> fault(byte[] bytes, int line) {
        String where = name() + ", line " + line + ": ";
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            boolean comment = text.stripLeading().startsWith("#");
            return comment || !BAD_ESCAPE.matcher(text).find()
                    ? Optional.empty()
                    : Optional.of(where + "\\u must be followed by four hexadecimal digits; write \\\\ for a backslash."
                            + " Until then what was in force stays so");
        } catch (CharacterCodingException e) {
            return Optional.of(where + "there are bytes that are not UTF-8; save the file as UTF-8");
        }
    }
}
