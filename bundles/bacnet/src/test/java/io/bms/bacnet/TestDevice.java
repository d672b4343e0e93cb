// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet;

import com.serotonin.bacnet4j.LocalDevice;
import com.serotonin.bacnet4j.npdu.ip.IpNetworkBuilder;
import com.serotonin.bacnet4j.obj.AnalogInputObject;
import com.serotonin.bacnet4j.obj.AnalogValueObject;
import com.serotonin.bacnet4j.obj.BinaryValueObject;
import com.serotonin.bacnet4j.obj.MultistateValueObject;
import com.serotonin.bacnet4j.transport.DefaultTransport;
import com.serotonin.bacnet4j.type.constructed.BACnetArray;
import com.serotonin.bacnet4j.type.enumerated.BinaryPV;
import com.serotonin.bacnet4j.type.enumerated.EngineeringUnits;
import com.serotonin.bacnet4j.type.enumerated.PropertyIdentifier;
import com.serotonin.bacnet4j.type.primitive.CharacterString;
import com.serotonin.bacnet4j.type.primitive.Real;
import com.serotonin.bacnet4j.type.primitive.UnsignedInteger;
import io.bms.api.driver.DeviceAddress;
import io.bms.api.driver.DeviceRef;
import io.bms.api.point.PointId;
import java.util.Arrays;

/** A whole device on the loopback network, made of the library's own server half. */
final class TestDevice implements AutoCloseable {
    final LocalDevice device;
    final DeviceRef ref;

    TestDevice(String address, int port, int deviceId) throws Exception {
        ref = new DeviceRef(deviceId, DeviceAddress.direct(address, port));
        device = new LocalDevice(
                deviceId,
                new DefaultTransport(new IpNetworkBuilder()
                        .withLocalBindAddress(address)
                        .withBroadcast("127.255.255.255", 8)
                        .withPort(port)
                        .build()));
        device.writePropertyInternal(PropertyIdentifier.objectName, new CharacterString("Device " + deviceId));
        device.writePropertyInternal(PropertyIdentifier.modelName, new CharacterString("Room controller"));
        device.writePropertyInternal(PropertyIdentifier.vendorName, new CharacterString("Example Controls"));
    }

    TestDevice start() throws Exception {
        device.initialize();
        return this;
    }

    TestDevice withInputs(int count) throws Exception {
        for (int i = 1; i <= count; i++) {
            new AnalogInputObject(device, i, "Temperature " + i, 20 + i / 10f, EngineeringUnits.degreesCelsius, false)
                    .writePropertyInternal(PropertyIdentifier.description, new CharacterString("Room " + i));
        }
        return this;
    }

    /** Commandable analog value 1, binary value 1 and multi-state value 1; analog value 2 without a priority array. */
    TestDevice withValues() throws Exception {
        new AnalogValueObject(device, 1, "Setpoint", 21.5f, EngineeringUnits.degreesCelsius, false)
                .supportCommandable(21.5f)
                .supportCovReporting(0.2f)
                .writePropertyInternal(PropertyIdentifier.minPresValue, new Real(10))
                .writePropertyInternal(PropertyIdentifier.maxPresValue, new Real(30));
        new BinaryValueObject(device, 1, "Fan", BinaryPV.inactive, false)
                .supportCommandable(BinaryPV.inactive)
                .supportStateText("off", "on")
                .supportCovReporting();
        new MultistateValueObject(device, 1, "Mode", 3, texts("auto", "heat", "cool"), 1, false)
                .supportCommandable(new UnsignedInteger(1));
        new AnalogValueObject(device, 2, "Curve", 1.5f, EngineeringUnits.noUnits, false);
        return this;
    }

    private static BACnetArray<CharacterString> texts(String... texts) {
        return new BACnetArray<>(Arrays.stream(texts).map(CharacterString::new).toList());
    }

    PointId point(String type, int instance) {
        return new PointId(ref.deviceId(), type, instance);
    }

    @Override
    public void close() {
        device.terminate();
    }
}
