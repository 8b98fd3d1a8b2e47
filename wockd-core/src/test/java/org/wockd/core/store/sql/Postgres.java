package org.wockd.core.store.sql;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives tests the {@link PostgresServer} that all of a run share, started by the first one that asks; where it cannot
 * start, they are skipped and the reason is told.
 */
public final class Postgres implements ExecutionCondition, ParameterResolver {
    private static final Logger LOG = LoggerFactory.getLogger(Postgres.class);

    /** The one attempt of a run; closed by JUnit when all tests are done. */
    private record Attempt(@Nullable PostgresServer server, String reason) implements AutoCloseable {
        static Attempt start() {
            try {
                return new Attempt(PostgresServer.start(), "PostgreSQL runs");
            } catch (IOException | RuntimeException e) {
                String reason = "PostgreSQL cannot start here, so what needs it is not tested: " + e;
                LOG.warn(reason);
                return new Attempt(null, reason);
            }
        }

        @Override
        public void close() {
            if (server != null) {
                server.close();
            }
        }
    }

    private static Attempt attempt(ExtensionContext context) {
        return context.getRoot()
                .getStore(Namespace.create(Postgres.class))
                .getOrComputeIfAbsent(Attempt.class, _ -> Attempt.start(), Attempt.class);
    }

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        Attempt attempt = attempt(context);
        return attempt.server() == null
                ? ConditionEvaluationResult.disabled(attempt.reason())
                : ConditionEvaluationResult.enabled(attempt.reason());
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == PostgresServer.class;
    }

    @Override
    public @Nullable Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return attempt(context).server();
    }
}
