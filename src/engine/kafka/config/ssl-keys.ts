/**
 * Keys of SSL that brokers and clients have alike.
 *
 * Mirrors: SslConfigs.addClientSslSupport, 2.8.0.
 * Read next: config-def.ts.
 */
import type { ConfigKeys } from './config-def.ts';
import { className, list, password, string } from './config-def.ts';

/** Two parts, since a broker has a key of its own between them in the order of the alphabet. */
export const SSL_KEYSTORE_KEYS = {
  'ssl.enabled.protocols': list(['TLSv1.2', 'TLSv1.3']),
  'ssl.endpoint.identification.algorithm': string('https'),
  'ssl.engine.factory.class': className(null),
  'ssl.key.password': password(null),
  'ssl.keymanager.algorithm': string('SunX509'),
  'ssl.keystore.certificate.chain': password(null),
  'ssl.keystore.key': password(null),
  'ssl.keystore.location': string(null),
  'ssl.keystore.password': password(null),
  'ssl.keystore.type': string('JKS'),
} as const satisfies ConfigKeys;

export const SSL_TRUSTSTORE_KEYS = {
  'ssl.protocol': string('TLSv1.3'),
  'ssl.provider': string(null),
  'ssl.secure.random.implementation': string(null),
  'ssl.trustmanager.algorithm': string('PKIX'),
  'ssl.truststore.certificates': password(null),
  'ssl.truststore.location': string(null),
  'ssl.truststore.password': password(null),
  'ssl.truststore.type': string('JKS'),
} as const satisfies ConfigKeys;
