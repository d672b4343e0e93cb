// SPDX-License-Identifier: GPL-3.0-only
import type { CommandName } from './wire';

export interface Identity {
  organization_id: string;
  site_id: string;
  iot_device_id: string;
}

/** The topics of one gateway (docs/wire.md). */
export class Topics {
  readonly base: string;

  /** @param prefix takes the place of `iot/global` at a broker of many gateways */
  constructor(identity: Identity, prefix = 'iot/global') {
    this.base = `${prefix}/${identity.organization_id}/${identity.site_id}/${identity.iot_device_id}`;
  }

  get status(): string {
    return `${this.base}/status/update`;
  }

  get heartbeat(): string {
    return `${this.base}/status/heartbeat`;
  }

  /** Of what an uplink tells of its site, in parts. */
  get site(): string {
    return `${this.base}/site/+`;
  }

  get bulk(): string {
    return `${this.base}/bulk`;
  }

  /** Of all alarms, each with a topic of its own. */
  get alarms(): string {
    return `${this.base}/alarm/+`;
  }

  get alarmEvents(): string {
    return `${this.base}/alarm_event`;
  }

  get alarmSummary(): string {
    return `${this.base}/status/alarms`;
  }

  get progress(): string {
    return `${this.base}/command/get_config/progress`;
  }

  request(name: CommandName): string {
    return `${this.base}/command/${name}/request`;
  }

  /** Where the responses for one page come; another page has another. */
  reply(client: string): string {
    return `${this.base}/reply/${client}`;
  }

  point(pointId: string): string {
    return `${this.base}/${deviceOf(pointId)}/${pointId}`;
  }
}

/** The device's instance number in a point id such as `12345.analogInput.1`. */
export function deviceOf(pointId: string): string {
  return pointId.slice(0, pointId.indexOf('.'));
}
