// SPDX-License-Identifier: Apache-2.0

package dev.weft.certagent.agent;

/**
 * The API server does not let the agent go on; it is to try again later. What the server has said is not its cause: a refusal may repeat
 * what was sent, and whoever catches this logs it.
 */
final class HinderedException extends RuntimeException {

    HinderedException(String words) {
        super(words, null, false, false);
    }
}
