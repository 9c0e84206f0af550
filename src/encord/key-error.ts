import { EncordError } from './errors.js';

/** What is wrong with a private key. The text of the key never goes into it. */
export const keyError = (problem: string, cause?: unknown): EncordError =>
  new EncordError('CONFIG', `The Encord SSH key cannot be used: ${problem}`, { cause });

export const corruptKey = (detail: string): EncordError =>
  keyError(`it is damaged (${detail}). Copy the whole key file again, with its BEGIN and END lines.`);

export const passphraseRequired = (): EncordError =>
  keyError('it is encrypted. Give its passphrase in ENCORD_SSH_KEY_PASSPHRASE.');

export const wrongPassphrase = (): EncordError =>
  keyError('its passphrase is wrong. Check ENCORD_SSH_KEY_PASSPHRASE.');

export const unsupportedKeyType = (type: string): EncordError =>
  keyError(`it is a key of type ${type}, but Encord takes Ed25519 only. Make one: ssh-keygen -t ed25519`);
