// SPDX-License-Identifier: GPL-3.0-only
package io.bms.text;
