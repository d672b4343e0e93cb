// SPDX-License-Identifier: GPL-3.0-only
package io.bms.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;

/**
 * Records as syslog messages (RFC 5424) in frames that begin with their length (RFC 5425, 4.3). All of a record is in
 * the structured data, with its hash, so that the chain can be computed anew from what was sent. Thread: any.
 */
final class SyslogForm {
    /** Log audit (RFC 5424, 6.2.1). */
    private static final int FACILITY = 13;

    private static final int WARNING = 4;
    private static final int NOTICE = 5;
    private static final int INFORMATIONAL = 6;

    /** The number is the one for examples (RFC 5612), since the gateway has none of its own. */
    private static final String STRUCTURE = "audit@32473";

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private SyslogForm() {}

    static byte[] frame(ChainTable.Stored stored) {
        byte[] message = message(stored).getBytes(UTF_8);
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.writeBytes((message.length + " ").getBytes(UTF_8));
        frame.writeBytes(message);
        return frame.toByteArray();
    }

    private static String message(ChainTable.Stored stored) {
        ChainRecord record = stored.record();
        StringBuilder text = new StringBuilder();
        text.append('<').append(FACILITY * 8 + severity(record)).append(">1 ");
        text.append(TIME.format(Instant.ofEpochMilli(record.atMs())))
                .append(" - bms-gateway - audit [")
                .append(STRUCTURE);
        parameter(text, "seq", String.valueOf(record.seq()));
        parameter(text, "ms", String.valueOf(record.atMs()));
        record.ends().ifPresent(seq -> parameter(text, "ends", String.valueOf(seq)));
        for (String name : ChainRecord.TEXTS) {
            record.text(name).ifPresent(value -> parameter(text, name, value));
        }
        parameter(text, "hash", HexFormat.of().formatHex(stored.hash()));
        return text.append("] \ufeff").append(inWords(record)).toString();
    }

    private static int severity(ChainRecord record) {
        return switch (record.text("result").orElse("")) {
            case "success" -> INFORMATIONAL;
            case "" -> NOTICE;
            default -> WARNING;
        };
    }

    private static String inWords(ChainRecord record) {
        return record.text("actor").orElse("") + " "
                + record.text("action").orElse("") + " "
                + record.text("object").orElse("") + " "
                + record.text("result").orElse("begun");
    }

    private static void parameter(StringBuilder text, String name, String value) {
        text.append(' ')
                .append(name)
                .append("=\"")
                .append(value.replaceAll("[\\\\\"\\]]", "\\\\$0"))
                .append('"');
    }
}
