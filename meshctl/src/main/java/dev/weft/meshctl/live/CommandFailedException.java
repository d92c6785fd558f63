// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.live;

import dev.weft.runtime.kube.ApiException;

/** A command that could not do what it was asked. The message says what and where; the remedy what to do. Neither holds a secret. */
public final class CommandFailedException extends Exception {

    private static final long serialVersionUID = 1;

    private final String remedy;

    /** @param remedy empty when nothing can be advised */
    public CommandFailedException(String message, String remedy) {
        super(message);
        this.remedy = remedy;
    }

    /** @param what was being done, and where */
    public static CommandFailedException of(String what, ApiException failure) {
        return new CommandFailedException(what + ": " + failure.getMessage(), remedy(failure));
    }

    /** What to do about a failed call; empty when nothing can be advised. */
    public static String remedy(ApiException failure) {
        return switch (failure.failure()) {
            case ApiException.Failure.NoAnswer none ->
                switch (none.kind()) {
                    case CONNECT, TIMEOUT, BROKEN ->
                        "Check that the server runs and can be reached from here: kubectl get --raw /readyz";
                    case TLS ->
                        "Check certificate-authority-data, and that the server's certificate names its address.";
                };
            case ApiException.Failure.Refused refused ->
                switch (refused.code()) {
                    case 401 -> "The credentials are not accepted or have expired: log in again.";
                    case 403 -> "Ask an administrator of the cluster for that right.";
                    default -> "";
                };
        };
    }

    public String remedy() {
        return remedy;
    }
}
