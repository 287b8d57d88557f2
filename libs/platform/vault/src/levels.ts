import type { Audience } from '#kernel';

/**
 * How content of an audience is kept. 1: its keys are wrapped by the server's key-encryption key. 2: they are sealed to
 * the officers of the audience, and the server opens none but in an officer's session. Keys of class `procedure` are
 * level 1 everywhere: deciding and replaying need them.
 */
const levels: Readonly<Record<Audience, 1 | 2>> = { case: 1, support: 2, intake: 2, identity: 2 };

export const levelOf = (audience: Audience): 1 | 2 => levels[audience];
