// SPDX-License-Identifier: GPL-3.0-only
/** Where the gateway is: beside this page, whatever host, port and path the page was loaded from. */
export function besidePage(path: string, page: string = document.baseURI): string {
  return new URL(path, page).href;
}

/** The same for a WebSocket, encrypted if the page is. */
export function socketBesidePage(path: string, page: string = document.baseURI): string {
  return besidePage(path, page).replace(/^http/, 'ws');
}
