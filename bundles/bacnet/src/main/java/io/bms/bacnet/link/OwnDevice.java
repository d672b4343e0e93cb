// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.link;

import com.serotonin.bacnet4j.LocalDevice;
import com.serotonin.bacnet4j.obj.AbstractMixin;
import com.serotonin.bacnet4j.type.Encodable;
import com.serotonin.bacnet4j.type.constructed.ObjectTypesSupported;
import com.serotonin.bacnet4j.type.constructed.ServicesSupported;
import com.serotonin.bacnet4j.type.enumerated.ObjectType;
import com.serotonin.bacnet4j.type.enumerated.PropertyIdentifier;
import com.serotonin.bacnet4j.type.enumerated.Segmentation;
import com.serotonin.bacnet4j.type.primitive.CharacterString;
import com.serotonin.bacnet4j.type.primitive.UnsignedInteger;
import io.bms.bacnet.settings.BacnetSettings;
import io.bms.bacnet.settings.InboundSettings;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * What the gateway's own device object says (ASHRAE 135, 12.11): only what is true. The library fills the object with
 * properties of its own and claims much that the gateway does not do; whatever is not in this table is taken out
 * whenever it comes. {@code docs/pics.md} says the same, which {@code PicsTest} holds. Thread: any.
 */
public final class OwnDevice extends AbstractMixin {
    /**
     * ASHRAE has assigned no vendor identifier to this project. This one is marked as reserved for ASHRAE in its
     * public list, so that the gateway claims to be nobody else's product.
     */
    public static final int VENDOR = 555;

    public static final String VENDOR_NAME = "BMS gateway";
    /** The last protocol revision that asks for no Network Port object (ASHRAE 135, 12.56, came with 17). */
    public static final int PROTOCOL_REVISION = 16;

    /** The properties that the library fills in, and fills in right. */
    static final Set<PropertyIdentifier> KEPT = Set.of(
            PropertyIdentifier.objectIdentifier,
            PropertyIdentifier.objectType,
            PropertyIdentifier.objectName,
            PropertyIdentifier.description,
            PropertyIdentifier.systemStatus,
            PropertyIdentifier.protocolVersion,
            PropertyIdentifier.objectList,
            PropertyIdentifier.maxApduLengthAccepted,
            PropertyIdentifier.localTime,
            PropertyIdentifier.localDate,
            PropertyIdentifier.deviceAddressBinding,
            PropertyIdentifier.databaseRevision,
            PropertyIdentifier.propertyList);

    private final Set<PropertyIdentifier> all = new HashSet<>(KEPT);

    private OwnDevice(LocalDevice device) {
        super(device.getDeviceObject());
    }

    /** Names the device, before the library starts. */
    static void name(LocalDevice device) {
        device.writePropertyInternal(
                PropertyIdentifier.objectName, new CharacterString("BMS gateway " + device.getInstanceNumber()));
        device.writePropertyInternal(PropertyIdentifier.description, new CharacterString("BACnet to MQTT gateway"));
    }

    /** Describes the device once the library has started, since the library describes it itself until then. */
    static void describe(LocalDevice device, BacnetSettings settings, String version) {
        OwnDevice own = new OwnDevice(device);
        Map<PropertyIdentifier, Encodable> said = said(settings, version);
        own.all.addAll(said.keySet());
        said.forEach(own::set);
        own.properties().keySet().retainAll(own.all);
        device.getDeviceObject().addListener((property, before, after) -> own.keepOut(property));
    }

    /** The library writes some properties only when they are read. */
    private void keepOut(PropertyIdentifier property) {
        if (!all.contains(property)) {
            properties().remove(property);
        }
    }

    /** The properties and their values, in the order of the standard's table 12-13. */
    public static Map<PropertyIdentifier, Encodable> said(BacnetSettings settings, String version) {
        Map<PropertyIdentifier, Encodable> said = new LinkedHashMap<>();
        said.put(PropertyIdentifier.vendorName, new CharacterString(VENDOR_NAME));
        said.put(PropertyIdentifier.vendorIdentifier, new UnsignedInteger(VENDOR));
        said.put(PropertyIdentifier.modelName, new CharacterString("BMS gateway"));
        said.put(PropertyIdentifier.firmwareRevision, new CharacterString(version));
        said.put(PropertyIdentifier.applicationSoftwareVersion, new CharacterString(version));
        said.put(PropertyIdentifier.protocolRevision, new UnsignedInteger(PROTOCOL_REVISION));
        said.put(PropertyIdentifier.protocolServicesSupported, services(settings.inbound()));
        said.put(PropertyIdentifier.protocolObjectTypesSupported, objectTypes());
        // It takes answers in segments, but no requests, and sends none.
        said.put(PropertyIdentifier.segmentationSupported, Segmentation.noSegmentation);
        said.put(PropertyIdentifier.apduTimeout, new UnsignedInteger(settings.apduTimeoutMs()));
        said.put(PropertyIdentifier.numberOfApduRetries, new UnsignedInteger(settings.apduRetries()));
        return said;
    }

    /**
     * The services that the gateway executes (ASHRAE 135, 12.11.20); those that it only initiates stand in the PICS.
     */
    static ServicesSupported services(InboundSettings inbound) {
        ServicesSupported services = new ServicesSupported();
        services.setAll(false);
        services.setReadProperty(true);
        services.setReadPropertyMultiple(true);
        services.setWhoIs(true);
        services.setWhoHas(true);
        services.setIAm(true);
        services.setConfirmedCovNotification(true);
        services.setUnconfirmedCovNotification(true);
        services.setConfirmedEventNotification(true);
        services.setUnconfirmedEventNotification(true);
        inbound.services().forEach(service -> service.offerIn(services));
        return services;
    }

    static ObjectTypesSupported objectTypes() {
        ObjectTypesSupported types = new ObjectTypesSupported();
        types.setAll(false);
        types.set(ObjectType.device, true);
        return types;
    }
}
