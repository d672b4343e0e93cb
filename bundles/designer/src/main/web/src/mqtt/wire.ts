// SPDX-License-Identifier: GPL-3.0-only
/** The payloads of docs/wire.md as the browser sees them. Unknown keys are ignored. */

export type PointValue = number | boolean | string | null;
export type Quality = 'good' | 'uncertain' | 'bad';
export type StatusFlag = 'in_alarm' | 'fault' | 'overridden' | 'out_of_service';

/** Why something was refused, or a read failed. */
export interface WireError {
  code: string;
  message: string;
}

export interface Sample {
  point_id: string;
  device_id: number;
  value: PointValue;
  quality: Quality;
  timestamp: string;
  units?: string;
  status_flags?: StatusFlag[];
  max_age_seconds?: number;
  /** Why the newest read failed; on the point's own topic only. */
  error?: WireError;
}

export interface Bulk {
  timestamp: string;
  batch_id: string;
  points: Sample[];
  backfill?: boolean;
}

/** One part of what an uplink tells of its site (docs/fleet.md). */
export interface SitePart {
  document_id: string;
  part: number;
  parts: number;
  /** What may be asked for by way of the uplink. */
  commands: 'none' | 'read' | 'write';
  write_highest_priority: number;
  devices: {
    device_id: number;
    name: string;
    vendor_name: string;
    model_name: string;
    points: { point_id: string; name: string; units?: string; description?: string; writable: boolean; state_text?: string[]; cov_increment?: number; tags?: string[] }[];
  }[];
}

export type LinkState = 'connected' | 'disconnected' | 'error';
export type MonitoringState = 'initializing' | 'active' | 'stopped' | 'error';

export interface Problem {
  code: string;
  message: string;
  since: string;
}

export interface GatewayStatus {
  status: 'online' | 'offline';
  reason?: string;
  boot_id: string;
  version?: string;
  monitoring_status?: MonitoringState;
  bacnet_connection_status?: LinkState;
  mqtt_connection_status?: LinkState;
  devices_total?: number;
  devices_online?: number;
  points_monitored?: number;
  config_revision?: number;
  problems?: Problem[];
  error_counts?: Record<string, number>;
  timestamp?: string;
}

export interface Heartbeat {
  timestamp: string;
  sequence: number;
  interval_seconds: number;
  boot_id: string;
  version: string;
  uptime_seconds: number | null;
  cpu_usage_percent: number | null;
  memory_usage_percent: number | null;
  process_memory_bytes: number | null;
  disk_usage_percent: number | null;
  temperature_celsius: number | null;
}

export interface Progress {
  operation_id: string;
  progress: number;
  current_device: string | null;
  devices_found: number;
  total_ips: number | null;
}

export interface DiscoveredObject {
  object_type: string;
  instance: number;
  point_id: string;
  name: string;
  units?: string;
  description?: string;
  writable: boolean;
  state_text?: string[];
  cov_increment?: number;
  present_value?: PointValue;
}

export interface DiscoveredDevice {
  device_id: number;
  ip_address: string;
  port: number;
  network_number?: number;
  mac_address?: string;
  name: string;
  vendor_name: string;
  model_name: string;
  objects: DiscoveredObject[];
}

export type CommandName = 'get_config' | 'start_monitoring' | 'stop_monitoring' | 'set_value_to_point' | 'reboot' | 'get_history';

export interface CommandResponse {
  command_id: string;
  status: 'success' | 'partial' | 'timeout' | 'error';
  completed: boolean;
  timestamp: string;
  error?: WireError;
}

export interface Unreachable {
  ip_address: string;
  code: string;
  message: string;
}

export interface ConfigResponse extends CommandResponse {
  part?: number;
  discovered_devices?: DiscoveredDevice[];
  unreachable?: Unreachable[];
  conflicts?: { device_id: number; ip_addresses: string[] }[];
  config_revision?: number;
}

/** What reading would cost the network, with the busiest devices. */
export interface NetworkLoad {
  requests_per_second: number;
  bytes_per_minute: number;
  devices: { device_id: number; points: number; requests_per_second: number; bytes_per_minute: number }[];
}

export interface PreviewResponse extends CommandResponse {
  load?: NetworkLoad;
}

export interface WriteResponse extends CommandResponse {
  value?: PointValue;
  priority?: number;
  effective?: boolean;
  winning_priority?: number;
  /** False of a point without a priority array, which then also tells what was there before. */
  releasable?: boolean;
  value_before?: PointValue;
  /** When the gateway relinquishes it by itself, if it does. */
  until?: string;
}

/** With `buckets` asked for: start, min, max, avg, last, count, worst quality. */
export interface HistoryResponse extends CommandResponse {
  series?: { point_id: string; units?: string; samples: [string, number | null, number | null, number | null, number | null, number, Quality][] }[];
}

export interface MonitoringResponse extends CommandResponse {
  monitoring_status?: MonitoringState;
}

export interface DeviceRange {
  low: number;
  high: number;
}

export type AlarmPriority = 'critical' | 'high' | 'medium' | 'low';
export type AlarmCondition = 'present' | 'gone' | 'unknown';

/** Who did something to an alarm; `via` says how far to trust the name. */
export interface AlarmSignature {
  by: string;
  via: 'rest' | 'shell' | 'mqtt' | 'claim' | 'device';
  note?: string;
}

export interface Alarm {
  alarm_id: string;
  kind: string;
  device_id?: number;
  point_id?: string;
  priority: AlarmPriority;
  text: string;
  condition: AlarmCondition;
  /** How often it has come, from 1. */
  occurrence: number;
  raised_at: string;
  gone_at?: string;
  ack_required: boolean;
  acknowledged: boolean;
  acknowledgement?: AlarmSignature & { timestamp: string };
  /** How far the acknowledgement has come at the device; absent once the device has it, or wants none. */
  device_ack?: 'pending' | 'refused';
  device_ack_reason?: string;
  latched: boolean;
  shelved?: AlarmSignature & { until: string };
  /** The alarm of which this is but an effect. */
  suppressed_by?: string;
  chattering: boolean;
  /** Number of the newest event about it. */
  seq: number;
  timestamp: string;
}

export interface AlarmEvent extends Partial<AlarmSignature> {
  event_id: number;
  event_type: string;
  alarm_id: string;
  occurrence: number;
  priority: AlarmPriority;
  text: string;
  /** The alarm was shelved or suppressed: nobody need be disturbed. */
  quiet: boolean;
  timestamp: string;
}

/** All alarms in a few numbers; those by priority are of what is neither shelved nor suppressed. */
export interface AlarmSummary {
  active: number;
  unacknowledged: number;
  shelved: number;
  suppressed: number;
  by_priority: Record<AlarmPriority, number>;
  worst: AlarmPriority | null;
  onsets_last_10_minutes: number;
  flood: boolean;
  last_event_id: number;
  timestamp: string;
}

/** A rule of the gateway's own: when a point is in alarm. Point and name say which rule it is. */
export interface AlarmRule {
  name: string;
  point_id: string;
  type: 'limits' | 'state' | 'deviation' | 'rate' | 'mismatch' | 'quality' | 'stuck';
  /** Of the value; of a deviation the difference from the other point; of a rate the change within the window. */
  low?: number;
  high?: number;
  deadband?: number;
  states?: number[];
  other_point_id?: string;
  window_seconds?: number;
  delay_seconds?: number;
  clear_delay_seconds?: number;
  priority?: AlarmPriority;
  text?: string;
  /** While that point is in one of these states, and for so long after, this one is not judged. */
  suppress_when?: { point_id: string; states: number[]; hold_seconds?: number };
  /** Its alarm stays until somebody resolves it. */
  latching?: boolean;
}
