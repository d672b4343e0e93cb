// SPDX-License-Identifier: GPL-3.0-only
/** How a unit is written beside a value; what is not listed is spelt out from its ASHRAE name. */
const SYMBOLS: Record<string, string> = {
  degreesCelsius: '°C', degreesFahrenheit: '°F', degreesKelvin: 'K', deltaDegreesKelvin: 'K', deltaDegreesFahrenheit: 'Δ°F',
  percent: '%', percentRelativeHumidity: '% RH', partsPerMillion: 'ppm', partsPerBillion: 'ppb',
  pascals: 'Pa', hectopascals: 'hPa', kilopascals: 'kPa', bars: 'bar', millibars: 'mbar', poundsForcePerSquareInch: 'psi', inchesOfWater: 'inH₂O',
  watts: 'W', kilowatts: 'kW', megawatts: 'MW', wattHours: 'Wh', kilowattHours: 'kWh', megawattHours: 'MWh', btusPerHour: 'BTU/h', horsepower: 'hp',
  kilojoules: 'kJ', joules: 'J', megajoules: 'MJ', kilovoltAmperes: 'kVA', voltAmperes: 'VA', voltAmperesReactive: 'var', kilovoltAmperesReactive: 'kvar',
  volts: 'V', millivolts: 'mV', kilovolts: 'kV', amperes: 'A', milliamperes: 'mA', ohms: 'Ω', kilohms: 'kΩ', hertz: 'Hz', kilohertz: 'kHz',
  litersPerSecond: 'l/s', litersPerMinute: 'l/min', litersPerHour: 'l/h', cubicMetersPerSecond: 'm³/s', cubicMetersPerHour: 'm³/h', cubicMetersPerMinute: 'm³/min',
  cubicFeetPerMinute: 'cfm', usGallonsPerMinute: 'gpm', cubicMeters: 'm³', cubicFeet: 'ft³', liters: 'l', usGallons: 'gal',
  metersPerSecond: 'm/s', kilometersPerHour: 'km/h', feetPerMinute: 'ft/min', meters: 'm', millimeters: 'mm', centimeters: 'cm', feet: 'ft', inches: 'in',
  squareMeters: 'm²', squareFeet: 'ft²', kilograms: 'kg', kilogramsPerHour: 'kg/h', kilogramsPerSecond: 'kg/s', grams: 'g',
  luxes: 'lx', lumens: 'lm', wattsPerSquareMeter: 'W/m²', decibels: 'dB', revolutionsPerMinute: 'rpm', degreesAngular: '°', powerFactor: 'PF',
  seconds: 's', milliseconds: 'ms', minutes: 'min', hours: 'h', days: 'd', microgramsPerCubicMeter: 'µg/m³', gramsOfWaterPerKilogramDryAir: 'g/kg',
  joulesPerKilogramDryAir: 'J/kg', kilojoulesPerKilogram: 'kJ/kg', wattsPerSquareMeterDegreeKelvin: 'W/m²K', noUnits: '',
};

export function unitSymbol(units: string | undefined): string {
  if (units === undefined) return '';
  return SYMBOLS[units] ?? units.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
}
