// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.discovery;

import com.serotonin.bacnet4j.type.primitive.ObjectIdentifier;
import io.bms.api.driver.DeviceAddress;
import io.bms.api.driver.DiscoveredObject;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Puts what a survey learns into octets, one thing after another, so that a file is only ever added to. The present
 * values are left out: they are old by the time that they are read again. Thread: bms-bacnet-worker.
 */
final class SurveyWriter {
    /** Begins each file. Another form of it gets another number. */
    static final int FORMAT = 0x424d5301;

    static final byte ABOUT = 'a';
    static final byte LISTED = 'l';
    static final byte POINT = 'p';
    static final byte NO_POINT = 'n';

    private final ByteArrayOutputStream octets = new ByteArrayOutputStream();
    private final DataOutputStream out = new DataOutputStream(octets);

    /** What was put since the last call. */
    byte[] take() {
        byte[] taken = octets.toByteArray();
        octets.reset();
        return taken;
    }

    SurveyWriter begin() {
        octets.reset();
        return put(() -> out.writeInt(FORMAT));
    }

    SurveyWriter about(SurveyRecord.About device) {
        return put(() -> {
            out.writeByte(ABOUT);
            out.writeInt(device.deviceId());
            address(device.address());
            text(device.name());
            text(device.vendorName());
            text(device.modelName());
            out.writeBoolean(device.revision().isPresent());
            if (device.revision().isPresent()) {
                out.writeLong(device.revision().getAsLong());
            }
            out.writeInt(device.objects());
        });
    }

    SurveyWriter listed(int element, ObjectIdentifier object) {
        return put(() -> {
            out.writeByte(LISTED);
            out.writeInt(element);
            out.writeInt(object.getObjectType().intValue());
            out.writeInt(object.getInstanceNumber());
        });
    }

    /** @param said empty for an object that is no point */
    SurveyWriter described(int element, Optional<Described> said) {
        return put(() -> {
            out.writeByte(said.isPresent() ? POINT : NO_POINT);
            out.writeInt(element);
            if (said.isPresent()) {
                text(said.get().sentName());
                point(said.get().object());
            }
        });
    }

    private void point(DiscoveredObject object) throws IOException {
        text(object.name());
        optional(object.units());
        optional(object.description());
        out.writeBoolean(object.writable());
        out.writeInt(object.stateText().size());
        for (String state : object.stateText()) {
            text(state);
        }
        out.writeBoolean(object.covIncrement().isPresent());
        if (object.covIncrement().isPresent()) {
            out.writeDouble(object.covIncrement().getAsDouble());
        }
    }

    private void address(DeviceAddress address) throws IOException {
        text(address.host());
        out.writeInt(address.port());
        out.writeBoolean(address.network().isPresent());
        if (address.network().isPresent()) {
            out.writeInt(address.network().getAsInt());
            text(address.mac().orElseThrow());
        }
    }

    private void optional(Optional<String> text) throws IOException {
        out.writeBoolean(text.isPresent());
        if (text.isPresent()) {
            text(text.get());
        }
    }

    private void text(String text) throws IOException {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(utf8.length);
        out.write(utf8);
    }

    private interface Step {
        void run() throws IOException;
    }

    private SurveyWriter put(Step step) {
        try {
            step.run();
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return this;
    }
}
