// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking;

import dev.weft.networking.input.Scope;
import dev.weft.networking.operator.NetworkingOperator;
import dev.weft.networking.operator.Readings;
import dev.weft.networking.translate.OutputKinds;
import dev.weft.networking.trust.Issuer;
import dev.weft.runtime.output.LedgerRules;
import dev.weft.runtime.process.OperatorOptions;
import dev.weft.runtime.process.OperatorParts;
import dev.weft.runtime.process.OperatorProgram;
import dev.weft.runtime.process.OperatorSettings;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code mesh-networking}: turns policies and what was discovered into the configuration of every mesh. */
@Command(
        name = "mesh-networking",
        mixinStandardHelpOptions = true,
        description = "Turns policies and what was discovered into the configuration of every mesh.")
public final class NetworkingMain implements Callable<Integer> {

    private static final String NAME = "mesh-networking";

    @Mixin
    private OperatorOptions options;

    @Option(
            names = "--disallow-intersecting-config",
            description = "Write nothing for a host that a user's own Istio object covers.")
    private boolean disallowIntersectingConfig;

    private NetworkingMain() {}

    /** Exit: 0 ended by a signal, 1 cannot run, 2 usage. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new NetworkingMain())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(args));
    }

    @Override
    public Integer call() throws Exception {
        Map<String, String> environment = System.getenv();
        options.setUpLogs();
        OperatorSettings settings = options.operator(NAME, environment);
        Scope scope = new Scope(
                settings.installNamespace(),
                OperatorProgram.plane(settings),
                options.settings(environment),
                disallowIntersectingConfig);
        OperatorProgram.run(parts(scope), settings, options);
        return 0;
    }

    /** What makes this operator another than discovery. */
    public static OperatorParts parts(Scope scope) {
        return parts(scope, LedgerRules.SETTLE);
    }

    /** @param settle how long an output must have been in effect before those that refer to it are written */
    public static OperatorParts parts(Scope scope, Duration settle) {
        return new OperatorParts(
                NAME,
                new NetworkingOperator(scope, settle),
                Stream.concat(Readings.ofManagement().stream(), Readings.ofRoots(scope.installNamespace()).stream())
                        .toList(),
                Readings.ofClusters(),
                Set.copyOf(OutputKinds.OURS),
                OperatorParts.Identity.WRITER,
                reach -> new Issuer(reach, scope, new SecureRandom()));
    }
}
