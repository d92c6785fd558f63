// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.watch;

import dev.weft.runtime.kube.ApiException;
import dev.weft.runtime.kube.ApiException.Failure;

/** Reasons why a kind is unknown. */
final class Reasons {

    static final String CONNECTING = "Connecting";
    static final String FORBIDDEN = "Forbidden";
    static final String UNDECODABLE = "Undecodable";
    static final String UNREACHABLE = "Unreachable";

    private Reasons() {}

    /** Why a first list failed. */
    static String of(ApiException e) {
        return switch (e.failure()) {
            case Failure.Refused refused ->
                switch (refused.code()) {
                    case 401 -> "Unauthorized";
                    case 403 -> FORBIDDEN;
                    case 429 -> "TooManyRequests";
                    default -> refused.reason().isEmpty() ? "Refused" : refused.reason();
                };
            case Failure.NoAnswer none -> none.kind() == Failure.Kind.TIMEOUT ? "Timeout" : "NoAnswer";
        };
    }
}
