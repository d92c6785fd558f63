// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.mesh;

import dev.weft.e2e.istio.MeshLab;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives one world to all scenarios of a run, because its start costs more than most of them. What it was is kept when a scenario fails, in
 * {@code target/e2e/CLASS.METHOD-CASE}.
 *
 * @param <W> which
 */
abstract class SharedWorld<W extends World>
        implements ParameterResolver, AfterTestExecutionCallback, AfterEachCallback {

    private static final Path REPORTS = Path.of("target/e2e");
    private static final Namespace NAMESPACE = Namespace.create(SharedWorld.class);
    private static final String DIAGNOSED = "diagnosed";

    private final Class<W> type;
    private final String reports;
    private final Start<W> start;

    /** Starts a world. */
    @FunctionalInterface
    interface Start<W> {
        W start(Path reports) throws Exception;
    }

    /** @param reports name of the folder for what it leaves behind */
    SharedWorld(Class<W> type, String reports, Start<W> start) {
        this.type = type;
        this.reports = reports;
        this.start = start;
    }

    /** The world that runs, or why there is none: one start that fails fails all scenarios, without another try for each. */
    private record Running(Optional<World> world, Optional<Throwable> failure) implements AutoCloseable {

        @Override
        public void close() throws IOException {
            if (world.isPresent()) {
                world.get().close();
            }
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == type;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Running running =
                context.getRoot().getStore(NAMESPACE).getOrComputeIfAbsent(type, absent -> start(), Running.class);
        return running.world()
                .orElseThrow(() -> new IllegalStateException(
                        "the clusters did not start", running.failure().orElseThrow()));
    }

    private Running start() {
        try {
            return new Running(Optional.of(start.start(REPORTS.resolve(reports))), Optional.empty());
        } catch (Exception | AssertionError e) {
            return new Running(Optional.empty(), Optional.of(e));
        }
    }

    /** Before the test tidies up, while what has failed can be seen. */
    @Override
    public void afterTestExecution(ExtensionContext context) throws Exception {
        diagnose(context);
    }

    /** What fails before the test or while it tidies up. */
    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        diagnose(context);
    }

    private void diagnose(ExtensionContext context) throws Exception {
        Running running = context.getRoot().getStore(NAMESPACE).get(type, Running.class);
        ExtensionContext.Store ofTest = context.getStore(NAMESPACE);
        if (context.getExecutionException().isEmpty()
                || ofTest.get(DIAGNOSED) != null
                || running == null
                || running.world().isEmpty()) {
            return;
        }
        ofTest.put(DIAGNOSED, true);
        String test = context.getRequiredTestClass().getSimpleName() + "."
                + context.getRequiredTestMethod().getName() + "-"
                + context.getDisplayName().replaceAll("\\W+", "-");
        MeshLab lab = running.world().get().lab();
        lab.diagnose(REPORTS.resolve(test));
        running.world().get().plane().diagnose(REPORTS.resolve(test));
    }
}
