// Loaded by Node in programs of `kling3-mock run`: connections to the service's hosts end at the fake.
//
// Node before 24 reads no proxy from its environment. fetch, https.request and all that is built on them, also agents
// of a program's own, connect their sockets by one method.
'use strict';

const { Socket } = require('node:net');

const hosts = new Set((process.env.KLING3_RUN_HOSTS || '').split(' ').filter(Boolean));
const ports = { http: Number(process.env.KLING3_RUN_HTTP), https: Number(process.env.KLING3_RUN_HTTPS) };
const PLAIN = 80;

function isService(host) {
  return typeof host === 'string' && hosts.has(host.replace(/\.$/, '').toLowerCase());
}

// What a socket is told of whom to connect with: whoever checks a certificate has the name from elsewhere.
function placed(options) {
  return { ...options, host: '127.0.0.1', port: Number(options.port) === PLAIN ? ports.http : ports.https };
}

// The ways to call it: with options, with a port and a host, or with a list of both kinds, as node itself does.
function redirected(args) {
  const [first, second] = args;
  if (Array.isArray(first)) {
    if (first[0] && isService(first[0].host)) {
      // Changed in place: node knows the list by a mark on it.
      first[0] = placed(first[0]);
    }
    return args;
  }
  if (first && typeof first === 'object') {
    return isService(first.host) ? [placed(first), ...args.slice(1)] : args;
  }
  return isService(second) ? [placed({ port: first }), ...args.slice(2)] : args;
}

if (hosts.size && ports.https) {
  const { connect } = Socket.prototype;
  Socket.prototype.connect = function (...args) {
    return connect.apply(this, redirected(args));
  };
}
