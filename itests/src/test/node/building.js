// SPDX-License-Identifier: GPL-3.0-only
// A small building on @bacnet-js/client or node-bacnet, which share no code with BACnet4J.
//
//   node building.js ADDRESS PORT INSTANCE ANALOG_INPUTS [--stack NAME] [--no-rpm] [--changing N]
//                    [--max-apdu N] [--delay MS] [--lying] [--recipients] [--events KIND]
//
// --max-apdu N: no request and no answer may be longer (Abort, segmentation not supported).
// --delay MS: every answer comes so much later, one after another. --lying: its object list names what it has not.
//
// --recipients: it has notification classes 1 to 4, in whose recipient lists somebody else stands already. That of 2 is full,
// 3 says that it has taken an entry and has not, and of 4 somebody else writes the list at the moment when an entry is added.
//
// --events KIND: analog input 1 reports events, with time stamps of that kind (sequence, datetime). It is too high while
// binary value 1 is active, and somebody else acknowledges that when multi-state value 1 becomes 3.
//
// Analog inputs 1..N, analog value 1 (commandable), binary value 1 and multi-state value 1 (plain).
'use strict';
const [address, port, instance, inputs, ...flags] = process.argv.slice(2);
const option = (name, otherwise) => (flags.includes(name) ? flags[flags.indexOf(name) + 1] : otherwise);
const stack = option('--stack', '@bacnet-js/client');
const module_ = require(stack);
const Client = module_.default ?? module_;
const maxApdu = Number(option('--max-apdu', 1476));
const delayMs = Number(option('--delay', 0));
const lying = flags.includes('--lying');
const withRecipients = flags.includes('--recipients');
const deviceId = Number(instance);
const noRpm = flags.includes('--no-rpm');
// The first N analog inputs move by 0.1 with every second.
const changing = Number(option('--changing', 0));

const Type = { analogInput: 0, analogValue: 2, binaryValue: 5, device: 8, multiStateValue: 19 };
const Property = {
  description: 28, maxApdu: 62, modelName: 70, numberOfStates: 74, objectId: 75, objectList: 76, objectName: 77,
  objectType: 79, presentValue: 85, priorityArray: 87, protocolVersion: 98, services: 97, relinquishDefault: 104,
  segmentation: 107, stateText: 110, statusFlags: 111, units: 117, vendorId: 120, vendorName: 121, protocolRevision: 139,
};
const Tag = { null: 0, unsigned: 2, real: 4, string: 7, bits: 8, enumerated: 9, objectId: 12 };
const DEGREES_CELSIUS = 62;

const real = (value) => [{ type: Tag.real, value }];
const text = (value) => [{ type: Tag.string, value }];
const unsigned = (value) => [{ type: Tag.unsigned, value }];
const enumerated = (value) => [{ type: Tag.enumerated, value }];
const id = (type, number) => ({ type: Tag.objectId, value: { type, instance: number } });

const objects = new Map();
const key = (type, number) => `${type}:${number}`;
function add(type, number, properties) {
  objects.set(key(type, number), {
    [Property.objectId]: () => [id(type, number)],
    [Property.objectType]: () => enumerated(type),
    [Property.statusFlags]: () => [{ type: Tag.bits, value: { bitsUsed: 4, value: [0] } }],
    ...properties,
  });
}

for (let number = 1; number <= Number(inputs); number++) {
  add(Type.analogInput, number, {
    [Property.objectName]: () => text(`Sensor ${number}`),
    [Property.presentValue]: () => real(20 + number / 10 + (number <= changing ? (Math.floor(Date.now() / 1000) % 100) / 10 : 0)),
    [Property.units]: () => enumerated(DEGREES_CELSIUS),
  });
}
const NOTIFICATION_CLASS = 15;
if (withRecipients) {
  ['Urgent', 'Full', 'Lying', 'Contested'].forEach((name, i) => add(NOTIFICATION_CLASS, i + 1, { [Property.objectName]: () => text(name) }));
}
const slots = new Array(16).fill(null);
const relinquishDefault = 21;
add(Type.analogValue, 1, {
  [Property.objectName]: () => text('Setpoint'),
  [Property.description]: () => text('Zone temperature setpoint'),
  [Property.presentValue]: () => real(slots.find((slot) => slot !== null) ?? relinquishDefault),
  [Property.units]: () => enumerated(DEGREES_CELSIUS),
  [Property.relinquishDefault]: () => real(relinquishDefault),
  [Property.priorityArray]: (index) => {
    const all = slots.map((slot) => (slot === null ? { type: Tag.null, value: null } : { type: Tag.real, value: slot }));
    return index >= 1 && index <= 16 ? [all[index - 1]] : all;
  },
});
let active = 0;
add(Type.binaryValue, 1, {
  [Property.objectName]: () => text('Occupancy'),
  [Property.presentValue]: () => enumerated(active),
});
let state = 2;
add(Type.multiStateValue, 1, {
  [Property.objectName]: () => text('Mode'),
  [Property.presentValue]: () => unsigned(state),
  [Property.numberOfStates]: () => unsigned(3),
  [Property.stateText]: (index) => {
    const texts = ['Off', 'Auto', 'Hand'].map((value) => ({ type: Tag.string, value }));
    return index === 0 ? unsigned(3) : index <= 3 ? [texts[index - 1]] : texts;
  },
});
const list = () => [id(Type.device, deviceId), ...[...objects.keys()].filter((k) => k !== key(Type.device, deviceId))
  .map((k) => id(...k.split(':').map(Number))), ...(lying ? [1, 2, 3].map((n) => id(Type.analogInput, 90_000 + n)) : [])];
add(Type.device, deviceId, {
  [Property.objectName]: () => text(`Other Stack ${deviceId}`),
  [Property.objectList]: (index) => (index === 0 ? unsigned(list().length)
    : index <= list().length ? [list()[index - 1]] : list()),
  [Property.vendorName]: () => text('Not BACnet4J'),
  [Property.vendorId]: () => unsigned(260),
  [Property.modelName]: () => text(stack),
  [Property.maxApdu]: () => unsigned(maxApdu),
  [Property.segmentation]: () => enumerated(3),
  [Property.protocolVersion]: () => unsigned(1),
  [Property.protocolRevision]: () => unsigned(14),
  // readProperty, readPropertyMultiple, writeProperty, who-is
  [Property.services]: () => [{ type: Tag.bits, value: { bitsUsed: 40, value: [0x00, noRpm ? 0x90 : 0xd0, 0, 0, 0x04] } }],
});

// The events of analog input 1, in the words of the stack: its own encoders write what the gateway reads.
const stampKind = option('--events', undefined);
const NORMAL = 0, HIGH_LIMIT = 3;
const ALARM = 0, OUT_OF_RANGE = 5;
const reported = { state: NORMAL, acked: [true, true, true], stamps: [0, 0, 0].map(() => stamp(0)), changes: 0 };
function stamp(change) {
  return stampKind === 'datetime' ? { type: 2, value: new Date(2026, 0, 31, 8, 14, change % 60, 120) } : { type: 1, value: (65_530 + change) % 65_536 };
}
const bitString = (bits) => ({ bitsUsed: 3, value: [bits.reduce((octet, bit, i) => octet | (bit ? 1 << i : 0), 0)] });
if (stampKind) {
  objects.get(key(Type.analogInput, 1))[Property.statusFlags] = () => [{ type: Tag.bits, value: { bitsUsed: 4, value: [reported.state === NORMAL ? 0 : 1] } }];
}
function change(to) {
  if (!stampKind || to === reported.state) return;
  const transition = to === NORMAL ? 2 : 0;
  Object.assign(reported, { state: to });
  reported.stamps[transition] = stamp(++reported.changes);
  reported.acked[transition] = to === NORMAL;
}

function read(objectId, property) {
  const unspecified = objectId.type === Type.device && objectId.instance === 4194303;
  const object = objects.get(unspecified ? key(Type.device, deviceId) : key(objectId.type, objectId.instance));
  const value = object?.[property.id];
  return { found: object !== undefined, value: value && value(property.index ?? 0xffffffff) };
}

function write(objectId, property, value, priority) {
  if (property.id !== Property.presentValue) return false;
  const given = value[0].value;
  switch (objectId.type) {
    case Type.analogValue: slots[(priority >= 1 && priority <= 16 ? priority : 16) - 1] = value[0].type === Tag.null ? null : given; return true;
    case Type.binaryValue: active = given; change(active ? HIGH_LIMIT : NORMAL); return true;
    case Type.multiStateValue: state = given; if (state === 3) acknowledgeHere(); return true;
    default: return false;
  }
}

const client = new Client({ port: Number(port), interface: address, broadcastAddress: '127.255.255.255', reuseAddr: true });
const sender = (message) => message.header.sender;
const ERROR_OBJECT = [1, 31];
const ERROR_PROPERTY = [2, 32];
const ERROR_DENIED = [2, 40];
const ERROR_NO_SPACE = [3, 18];
const ERROR_NO_SPACE_FOR_ELEMENT = [3, 19];
const REJECT_UNRECOGNIZED_SERVICE = 9;
const ABORT_SEGMENTATION_NOT_SUPPORTED = 4;

client.on('error', (error) => console.error('error', error.message));
client.on('listening', () => {
  console.log(`ready: device ${deviceId} on ${address}:${port}`);
  // Without an address both stacks would broadcast to port 47808, whatever their own is.
  announce({ address: `127.255.255.255:${port}` });
});

/** An I-Am (ASHRAE 135, 16.10.1): both stacks would always say 1476. */
function announce(receiver) {
  const objectId = (Type.device << 22) + deviceId;
  send(receiver, [0x10, 0, 0xc4, objectId >>> 24, objectId >>> 16, objectId >>> 8, objectId, 0x22, maxApdu >>> 8, maxApdu,
    0x91, 3, 0x22, 260 >>> 8, 260]);
}
/** Sends an application layer packet as it is. */
function send(receiver, application) {
  const packet = Buffer.from([0x81, 0x0a, 0, application.length + 6, 1, 0, ...application]);
  const [host, to] = receiver.address.split(':');
  client._transport.send(packet, packet.length, to ? `${host}:${to}` : host);
}
/** Of an answer to ReadPropertyMultiple, in bytes of the application layer. */
function lengthOf(results) {
  const sizes = { [Tag.null]: 1, [Tag.unsigned]: 3, [Tag.real]: 5, [Tag.bits]: 3, [Tag.enumerated]: 2, [Tag.objectId]: 5, 105: 4 };
  return 3 + results.reduce((sum, one) => sum + 7 + one.values.reduce((all, { value }) => all + 4
    + value.reduce((size, item) => size + (item.type === Tag.string ? item.value.length + 3 : sizes[item.type]), 0), 0), 0);
}
// Answers leave one after another, like those of a device behind a serial trunk.
let last = Promise.resolve();
function answer(send) {
  if (delayMs === 0) send();
  else last = last.then(() => new Promise((done) => setTimeout(() => { send(); done(); }, delayMs)));
}
client.on('whoIs', (message) => {
  const { lowLimit, highLimit } = message.payload;
  if (lowLimit !== undefined && (deviceId < lowLimit || deviceId > highLimit)) return;
  announce(sender(message));
});

// The recipient lists of the notification classes, in octets: an entry for device 77 in each. The stack decodes
// AddListElement only, and keeps no octets of it, so that the entry is taken from the packet.
const RECIPIENT_LIST = 102;
const entryOf = (device) => `8201feb400000000b4173b3b630c020000${device.toString(16)}2101` + '10820580';
const lists = new Map([1, 2, 3, 4].map((number) => [number, [entryOf(77)]]));
let packet;
client._transport.prependListener('message', (received) => { packet = received; });
function changeRecipients(message, change) {
  const [list, entry] = [packet.subarray(10, 18), packet.subarray(18, packet.length - 1)].map((part) => part.toString('hex'));
  const [, number] = /^0c03c000(0[1-4])19663e$/.exec(list) ?? [];
  if (!withRecipients || number === undefined) {
    client.errorResponse(sender(message), message.service, message.invokeId, ...ERROR_OBJECT);
    return;
  }
  const recipients = lists.get(Number(number));
  const refusal = change(recipients, entry, Number(number));
  if (refusal !== undefined) {
    client.errorResponse(sender(message), message.service, message.invokeId, ...refusal);
    return;
  }
  const decoded = message.payload?.values.map((one) => one.value);
  console.log(`recipients ${recipients.length}, asked for ${JSON.stringify(decoded)}`);
  client.simpleAckResponse(sender(message), message.service, message.invokeId);
}
client.on('addListElement', (message) => changeRecipients(message, (recipients, entry, number) => {
  if (number === 2) return ERROR_NO_SPACE_FOR_ELEMENT;
  if (number === 4) recipients.splice(0, recipients.length, entryOf(78));
  else if (number === 1 && !recipients.includes(entry)) recipients.push(entry);
  return undefined;
}));
client.on('removeListElement', (message) => changeRecipients(message, (recipients, entry) => {
  if (recipients.includes(entry)) recipients.splice(recipients.indexOf(entry), 1);
  return undefined;
}));
client.on('readProperty', (message) => {
  const { objectId, property } = message.payload;
  if (withRecipients && objectId.type === NOTIFICATION_CLASS && property.id === RECIPIENT_LIST && lists.has(objectId.instance)) {
    send(sender(message), [0x30, message.invokeId, 12, 0x0c, 0x03, 0xc0, 0, objectId.instance, 0x19, RECIPIENT_LIST, 0x3e,
      ...Buffer.from(lists.get(objectId.instance).join(''), 'hex'), 0x3f]);
    return;
  }
  const { found, value } = read(objectId, property);
  answer(() => (value
    ? client.readPropertyResponse(sender(message), message.invokeId, objectId.instance === 4194303
      ? { type: Type.device, instance: deviceId } : objectId, property, value)
    : client.errorResponse(sender(message), message.service, message.invokeId, ...(found ? ERROR_PROPERTY : ERROR_OBJECT))));
});
client.on('readPropertyMultiple', (message) => {
  if (noRpm) {
    send(sender(message), [0x60, message.invokeId, REJECT_UNRECOGNIZED_SERVICE]);
    return;
  }
  const results = message.payload.properties.map((asked) => ({
    objectId: asked.objectId.instance === 4194303 ? { type: Type.device, instance: deviceId } : asked.objectId,
    values: asked.properties.map((property) => {
      const { found, value } = read(asked.objectId, property);
      const [errorClass, errorCode] = found ? ERROR_PROPERTY : ERROR_OBJECT;
      return { property, value: value || [{ type: 105, value: { type: 'BacnetError', errorClass, errorCode } }] };
    }),
  }));
  if (lengthOf(results) > maxApdu) send(sender(message), [0x71, message.invokeId, ABORT_SEGMENTATION_NOT_SUPPORTED]);
  else answer(() => client.readPropertyMultipleResponse(sender(message), message.invokeId, results));
});
client.on('writeProperty', (message) => {
  const { objectId, value } = message.payload;
  if (write(objectId, value.property, value.value, value.priority)) {
    client.simpleAckResponse(sender(message), message.service, message.invokeId);
  } else {
    client.errorResponse(sender(message), message.service, message.invokeId, ...ERROR_DENIED);
  }
});

// GetEventInformation is taken from the packet: one that begins a list has no parameters, which one of the stacks cannot decode.
const { dirname, join } = require('node:path');
const encoderOf = (bacnetJs, nodeBacnet) => {
  const folder = dirname(require.resolve(stack));
  return stack === 'node-bacnet' ? require(join(folder, 'lib/services', nodeBacnet)) : require(join(folder, 'lib/services', bacnetJs)).default;
};
const GET_EVENT_INFORMATION = 29, COMPLEX_ACK = 0x30;
let listener;
client._transport.on('message', (received, from) => {
  if (!stampKind || (received[6] & 0xf0) !== 0 || received[9] !== GET_EVENT_INFORMATION) return;
  listener = from;
  const buffer = { buffer: Buffer.alloc(1400), offset: 0 };
  const { state: eventState, acked, stamps } = reported;
  const events = eventState === NORMAL && acked.every(Boolean) ? [] : [{
    objectId: { type: Type.analogInput, instance: 1 }, eventState, acknowledgedTransitions: bitString(acked), eventTimeStamps: stamps,
    notifyType: ALARM, eventEnable: bitString([true, true, true]), eventPriorities: [100, 100, 200],
  }];
  encoderOf('GetEventInformation', 'get-event-information').encodeAcknowledge(buffer, events, false);
  send({ address: from }, [COMPLEX_ACK, received[8], GET_EVENT_INFORMATION, ...buffer.buffer.subarray(0, buffer.offset)]);
});
client.on('getEventInformation', () => {});
const ERROR_INVALID_TIME_STAMP = [5, 14];
/** The octets of the time stamp that a request acknowledges, with the tags around them, must be those that were sent. */
client.on('alarmAcknowledge', (message) => {
  const { eventObjectId, eventStateAcknowledged, acknowledgeSource } = message.payload;
  const sent = { buffer: Buffer.alloc(100), offset: 0 };
  require(join(dirname(require.resolve(stack)), 'lib/asn1')).bacappEncodeContextTimestamp(sent, 3, reported.stamps[0]);
  if (!packet.includes(sent.buffer.subarray(0, sent.offset))) {
    client.errorResponse(sender(message), message.service, message.invokeId, ...ERROR_INVALID_TIME_STAMP);
    return;
  }
  console.log(`acknowledged ${eventObjectId.type}:${eventObjectId.instance} state ${eventStateAcknowledged} by ${acknowledgeSource}`);
  reported.acked[0] = true;
  client.simpleAckResponse(sender(message), message.service, message.invokeId);
});
/** Somebody else acknowledges, which the device tells by itself; as an alarm, since neither stack can write an ACK_NOTIFICATION. */
function acknowledgeHere() {
  reported.acked[0] = true;
  client.unconfirmedEventNotification({ address: listener }, {
    processId: 1, initiatingObjectId: { type: Type.device, instance: deviceId }, eventObjectId: { type: Type.analogInput, instance: 1 },
    timeStamp: stamp(++reported.changes), notificationClass: 1, priority: 100, eventType: OUT_OF_RANGE, notifyType: ALARM, ackRequired: false,
    fromState: reported.state, toState: reported.state, outOfRangeExceedingValue: 30, outOfRangeStatusFlags: { bitsUsed: 4, value: [1] },
    outOfRangeDeadband: 1, outOfRangeExceededLimit: 28,
  });
}

// Change of value: each subscription is told of the first value, and of every other one.
const MOST_SUBSCRIPTIONS = 20;
const subscriptions = new Map();
function notify(subscription) {
  const { object, processId, until, to } = subscription;
  const { value } = read(object, { id: Property.presentValue });
  const now = JSON.stringify(value);
  if (now === subscription.told) return;
  subscription.told = now;
  client.unconfirmedCOVNotification(to, processId, { type: Type.device, instance: deviceId }, object,
    Math.round((until - Date.now()) / 1000), [
      { property: { id: Property.presentValue, index: 0xffffffff }, value },
      { property: { id: Property.statusFlags, index: 0xffffffff }, value: read(object, { id: Property.statusFlags }).value }]);
}
client.on('subscribeCov', (message) => {
  const { subscriberProcessId, monitoredObjectId, cancellationRequest, lifetime } = message.payload;
  const name = `${sender(message).address} ${subscriberProcessId} ${key(monitoredObjectId.type, monitoredObjectId.instance)}`;
  if (cancellationRequest) subscriptions.delete(name);
  else if (!objects.has(key(monitoredObjectId.type, monitoredObjectId.instance))) {
    client.errorResponse(sender(message), message.service, message.invokeId, ...ERROR_OBJECT);
    return;
  } else if (!subscriptions.has(name) && subscriptions.size >= MOST_SUBSCRIPTIONS) {
    client.errorResponse(sender(message), message.service, message.invokeId, ...ERROR_NO_SPACE);
    return;
  } else {
    subscriptions.set(name, { object: monitoredObjectId, processId: subscriberProcessId, to: sender(message),
      until: Date.now() + lifetime * 1000 });
  }
  client.simpleAckResponse(sender(message), message.service, message.invokeId);
});
setInterval(() => subscriptions.forEach((subscription, name) => (
  subscription.until < Date.now() ? subscriptions.delete(name) : notify(subscription))), 200);
process.on('SIGTERM', () => { client.close(); process.exit(0); });
