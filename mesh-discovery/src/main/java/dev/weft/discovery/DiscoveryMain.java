// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery;

import dev.weft.discovery.operator.DiscoveryOperator;
import dev.weft.discovery.operator.Readings;
import dev.weft.runtime.process.OperatorOptions;
import dev.weft.runtime.process.OperatorParts;
import dev.weft.runtime.process.OperatorProgram;
import dev.weft.runtime.process.OperatorSettings;
import dev.weft.runtime.ref.Ref;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code mesh-discovery}: finds meshes, workloads and services on registered clusters. */
@Command(
        name = "mesh-discovery",
        mixinStandardHelpOptions = true,
        description = "Finds meshes, workloads and services on registered clusters.")
public final class DiscoveryMain implements Callable<Integer> {

    private static final String NAME = "mesh-discovery";

    @Mixin
    private OperatorOptions options;

    private DiscoveryMain() {}

    /** Exit: 0 ended by a signal, 1 cannot run, 2 usage. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new DiscoveryMain())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(args));
    }

    @Override
    public Integer call() throws Exception {
        Map<String, String> environment = System.getenv();
        options.setUpLogs();
        OperatorSettings settings = options.operator(NAME, environment);
        OperatorProgram.run(parts(settings.installNamespace(), options.settings(environment)), settings, options);
        return 0;
    }

    /**
     * What makes this operator another than networking.
     *
     * @param settings the Settings that count
     */
    public static OperatorParts parts(String installNamespace, Ref settings) {
        return new OperatorParts(
                NAME,
                new DiscoveryOperator(installNamespace, settings),
                Readings.ofManagement(),
                Readings.ofClusters(),
                Set.of(),
                OperatorParts.Identity.READER);
    }
}
