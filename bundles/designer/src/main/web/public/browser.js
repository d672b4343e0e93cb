// SPDX-License-Identifier: GPL-3.0-only
/*
 * Tells a browser that is too old, or in which the page does not start, in a sentence. Written for browsers of any age:
 * no module, nothing younger than ECMAScript 5. The oldest that will do are those of vite.config.ts.
 */
(function () {
  var page = document.documentElement;
  var OLDEST = 'Chrome or Edge 111, Firefox 115 or Safari 16.4';

  function supports(property, value) {
    return !!(window.CSS && CSS.supports && CSS.supports(property, value));
  }

  function isYoungEnough() {
    return 'noModule' in document.createElement('script') && !!window.WebSocket && !!window.ResizeObserver && !!window.AbortController && !!window.HTMLDialogElement && !!(window.crypto && crypto.getRandomValues) && !!Array.prototype.findLastIndex && !!Object.hasOwn && supports('color', 'color-mix(in srgb, red, blue)') && supports('container-type', 'inline-size');
  }

  function say(title, words) {
    var root = document.getElementById('root');
    if (!root) return document.addEventListener('DOMContentLoaded', function () { say(title, words); });
    if (root.firstChild) return;
    var box = document.createElement('div');
    var head = document.createElement('h1');
    var text = document.createElement('p');
    head.appendChild(document.createTextNode(title));
    text.appendChild(document.createTextNode(words));
    box.setAttribute('role', 'alert');
    box.style.cssText = 'max-width: 560px; margin: 96px auto; padding: 0 24px; font: 16px/1.5 sans-serif; text-align: center';
    box.appendChild(head);
    box.appendChild(text);
    root.appendChild(box);
  }

  if (!isYoungEnough()) {
    page.setAttribute('data-browser', 'old');
    say('This browser is too old for the Designer', 'Update it, or open this address in another one: it needs ' + OLDEST + ', or newer. Values and commands are there over MQTT and REST all the same.');
    return;
  }
  // A part of the page that is missing, or that this browser cannot read, would leave it white.
  window.addEventListener('error', function (event) {
    var what = event.target && event.target.src ? 'The file ' + event.target.src + ' could not be loaded.' : event.message || 'Its scripts could not be read.';
    say('The Designer cannot be shown', what + ' Load the page again; it needs ' + OLDEST + ', or newer.');
  }, true);
})();
