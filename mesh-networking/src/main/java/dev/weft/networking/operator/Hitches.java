// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.operator;

import dev.weft.networking.status.Programming.Hitch;
import dev.weft.networking.status.Programming.Reason;
import dev.weft.runtime.output.OutputState;
import dev.weft.runtime.ref.ObjectId;
import java.util.Optional;

/** What users are told of an output that is not in effect. */
final class Hitches {

    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;

    private Hitches() {}

    /** Empty when it is in effect. */
    static Optional<Hitch> of(ObjectId output, OutputState state) {
        String cluster = output.cluster();
        return switch (state) {
            case OutputState.InSync inSync -> Optional.empty();
            case OutputState.Pending pending -> Optional.of(pending(cluster));
            case OutputState.WaitingFor waiting -> Optional.of(about(Reason.WAITING_FOR, output, waiting.message()));
            case OutputState.NameTaken taken ->
                Optional.of(about(
                        Reason.NAME_TAKEN,
                        output,
                        "is not written: " + taken.message() + "; rename or remove that object"));
            case OutputState.Refused refused ->
                Optional.of(about(
                        Reason.REFUSED,
                        output,
                        "is refused by the API server (" + refused.code() + " " + refused.message() + "); "
                                + remedy(refused.code(), cluster)));
            case OutputState.Unreachable unreachable ->
                Optional.of(new Hitch(
                        Reason.CLUSTER_UNREACHABLE, cluster, "cluster " + cluster + ": " + unreachable.message()));
            case OutputState.Paused paused ->
                Optional.of(new Hitch(
                        Reason.PAUSED, cluster, "nothing is written on cluster " + cluster + ": " + paused.message()));
            case OutputState.Guarded guarded ->
                Optional.of(new Hitch(
                        Reason.DELETES_HELD,
                        cluster,
                        "nothing is deleted on cluster " + cluster + ": " + guarded.message()));
        };
    }

    private static String remedy(int code, String cluster) {
        return switch (code) {
            case FORBIDDEN -> "register " + cluster + " again with meshctl, or give the right back";
            case NOT_FOUND -> "create the namespace, or install what serves the kind";
            default -> "change the policy, or whatever refuses it there";
        };
    }

    /** One text for all outputs, so that a status does not follow every step. */
    static Hitch pending(String cluster) {
        return new Hitch(Reason.PENDING, cluster, "objects on cluster " + cluster + " are being written");
    }

    private static Hitch about(Reason reason, ObjectId output, String message) {
        return new Hitch(reason, output.cluster(), output.words() + " on cluster " + output.cluster() + " " + message);
    }
}
