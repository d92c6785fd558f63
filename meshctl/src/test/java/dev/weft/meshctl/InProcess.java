// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import dev.weft.testkit.Situation;
import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Stream;

/** {@code meshctl} without a process of its own. */
final class InProcess {

    private InProcess() {}

    /** {@code meshctl render ARGUMENTS}; returns the exit code. */
    static int render(List<String> arguments, PrintWriter out, PrintWriter err) {
        return Main.commandLine()
                .setOut(out)
                .setErr(err)
                .execute(Stream.concat(Stream.of("render"), arguments.stream()).toArray(String[]::new));
    }

    /** A situation that {@code meshctl render} will render; Istio and Open Service Mesh must take whatever comes out. */
    static Situation situation() {
        return Situation.of(InProcess::render).checking(outcome -> {
            IstioTakesIt.check(outcome);
            OpenServiceMeshTakesIt.check(outcome);
        });
    }
}
