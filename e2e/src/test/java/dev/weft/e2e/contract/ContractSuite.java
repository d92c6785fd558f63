// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.contract;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectPackage;

import dev.weft.e2e.servers.ApiServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.opentest4j.TestAbortedException;

/** The contract suite of kube-sandbox, the same classes, against a server of our choice. */
final class ContractSuite {

    private static final String SUITE = "dev.weft.sandbox.contract";

    /** What became of one test of the suite. */
    private record Ran(String name, TestExecutionResult result) {

        DynamicTest report() {
            return DynamicTest.dynamicTest(name, () -> {
                if (result.getStatus() == TestExecutionResult.Status.ABORTED) {
                    throw new TestAbortedException(
                            result.getThrowable().map(Throwable::getMessage).orElse(""));
                }
                if (result.getThrowable().isPresent()) {
                    throw result.getThrowable().get();
                }
            });
        }
    }

    private ContractSuite() {}

    /**
     * Runs it now.
     *
     * @param server where namespaces are deleted and garbage is collected, by a controller manager or otherwise
     * @param folder for the certificate of the server
     * @return a test for each test of the suite, which tells what became of it
     */
    static Stream<DynamicTest> run(ApiServer server, Path folder) throws IOException {
        Path authority = Files.writeString(folder.resolve("ca.crt"), server.certificate());
        return run(Map.of(
                        "weft.contract.url",
                        server.url().toString(),
                        "weft.contract.token",
                        server.token(),
                        "weft.contract.ca",
                        authority.toString(),
                        "weft.contract.controllers",
                        "true"))
                .stream()
                .map(Ran::report);
    }

    private static List<Ran> run(Map<String, String> target) {
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectPackage(SUITE))
                .configurationParameter("junit.jupiter.extensions.autodetection.enabled", "false")
                .build();
        List<Ran> ran = new ArrayList<>();
        target.forEach(System::setProperty);
        try {
            LauncherFactory.create().execute(request, new TestExecutionListener() {
                @Override
                public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                    // Containers too when they fail: a class that cannot start has no tests that could.
                    if (test.isTest() || result.getStatus() == TestExecutionResult.Status.FAILED) {
                        ran.add(new Ran(name(test), result));
                    }
                }
            });
        } finally {
            target.keySet().forEach(System::clearProperty);
        }
        if (ran.isEmpty()) {
            throw new AssertionError("there is no test in " + SUITE);
        }
        return ran;
    }

    private static String name(TestIdentifier test) {
        return test.getSource()
                .map(source -> switch (source) {
                    case MethodSource method -> simple(method.getClassName()) + "." + test.getDisplayName();
                    case ClassSource type -> simple(type.getClassName());
                    default -> test.getDisplayName();
                })
                .orElse(test.getDisplayName());
    }

    private static String simple(String className) {
        return className.substring(className.lastIndexOf('.') + 1);
    }
}
