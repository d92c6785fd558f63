// SPDX-License-Identifier: Apache-2.0

package dev.weft.api.networking;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.weft.api.shared.ClusterObjectRef;
import dev.weft.api.shared.HeaderMatcher;
import dev.weft.api.shared.HttpMethod;
import dev.weft.api.shared.TlsMode;
import dev.weft.api.shared.TrafficTargetSelector;
import dev.weft.api.shared.WireCollections;
import dev.weft.api.shared.WorkloadSelector;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What happens to requests from some workloads to some services. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TrafficPolicySpec(
        @Nullable List<@Nullable WorkloadSelector> sourceSelector,
        @Nullable List<@Nullable TrafficTargetSelector> destinationSelector,
        @Nullable List<@Nullable HttpMatcher> httpRequestMatchers,
        @Nullable TrafficShift trafficShift,
        @Nullable FaultInjection faultInjection,
        @Nullable String requestTimeout,
        @Nullable Retries retries,
        @Nullable CorsPolicy corsPolicy,
        @Nullable Mirror mirror,
        @Nullable HeaderManipulation headerManipulation,
        @Nullable OutlierDetection outlierDetection,
        @Nullable Mtls mtls) {

    public TrafficPolicySpec {
        sourceSelector = WireCollections.copy(sourceSelector);
        destinationSelector = WireCollections.copy(destinationSelector);
        httpRequestMatchers = WireCollections.copy(httpRequestMatchers);
    }

    /** Conditions on a request, ANDed; one of prefix, exact and regex. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record HttpMatcher(
            @Nullable String prefix,
            @Nullable String exact,
            @Nullable String regex,
            @Nullable List<@Nullable HeaderMatcher> headers,
            @Nullable List<@Nullable QueryParameterMatcher> queryParameters,
            @Nullable HttpMethodWrapper method) {

        public HttpMatcher {
            headers = WireCollections.copy(headers);
            queryParameters = WireCollections.copy(queryParameters);
        }

        /** A condition on one query parameter. */
        @JsonInclude(JsonInclude.Include.NON_NULL)
        public record QueryParameterMatcher(
                @Nullable String name,
                @Nullable String value,
                @Nullable Boolean regex) {}

        /** A method; present and empty means GET. */
        @JsonInclude(JsonInclude.Include.NON_NULL)
        public record HttpMethodWrapper(@Nullable HttpMethod method) {}
    }

    /** Where requests go instead. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record TrafficShift(@Nullable List<@Nullable Destination> destinations) {

        public TrafficShift {
            destinations = WireCollections.copy(destinations);
        }

        /** A weighted destination; one of the last two. */
        @JsonInclude(JsonInclude.Include.NON_NULL)
        public record Destination(
                @Nullable Long weight,
                @Nullable KubeDestination kubeService,
                @Nullable FailoverServiceDestination failoverService) {}

        /** A service, or a subset of its pods. */
        @JsonInclude(JsonInclude.Include.NON_NULL)
        public record KubeDestination(
                @Nullable String name,
                @Nullable String namespace,
                @Nullable String clusterName,
                @Nullable Map<String, @Nullable String> subset,
                @Nullable Long port) {

            public KubeDestination {
                subset = WireCollections.copy(subset);
            }
        }

        /** A FailoverService. */
        @JsonInclude(JsonInclude.Include.NON_NULL)
        public record FailoverServiceDestination(
                @Nullable String name,
                @Nullable String namespace,
                @Nullable Map<String, @Nullable String> subset) {

            public FailoverServiceDestination {
                subset = WireCollections.copy(subset);
            }
        }
    }

    /** A fault; one of the first three. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record FaultInjection(
            @Nullable String fixedDelay,
            @Nullable String exponentialDelay,
            @Nullable Abort abort,
            @Nullable Double percentage) {
        /** Answer with this status. */
        @JsonInclude(JsonInclude.Include.NON_NULL)
        public record Abort(@Nullable Integer httpStatus) {}
    }

    /** Try again. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Retries(
            @Nullable Integer attempts, @Nullable String perTryTimeout) {}

    /** Cross-origin resource sharing. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record CorsPolicy(
            @Nullable List<@Nullable StringMatch> allowOrigins,
            @Nullable List<@Nullable String> allowMethods,
            @Nullable List<@Nullable String> allowHeaders,
            @Nullable List<@Nullable String> exposeHeaders,
            @Nullable String maxAge,
            @Nullable Boolean allowCredentials) {

        public CorsPolicy {
            allowOrigins = WireCollections.copy(allowOrigins);
            allowMethods = WireCollections.copy(allowMethods);
            allowHeaders = WireCollections.copy(allowHeaders);
            exposeHeaders = WireCollections.copy(exposeHeaders);
        }

        /** One of the three. */
        @JsonInclude(JsonInclude.Include.NON_NULL)
        public record StringMatch(
                @Nullable String exact,
                @Nullable String prefix,
                @Nullable String regex) {}
    }

    /** Copy requests to a service. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Mirror(
            @Nullable ClusterObjectRef kubeService,
            @Nullable Double percentage,
            @Nullable Long port) {}

    /** Add and remove headers. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record HeaderManipulation(
            @Nullable Map<String, @Nullable String> appendRequestHeaders,
            @Nullable Map<String, @Nullable String> appendResponseHeaders,
            @Nullable List<@Nullable String> removeRequestHeaders,
            @Nullable List<@Nullable String> removeResponseHeaders) {

        public HeaderManipulation {
            appendRequestHeaders = WireCollections.copy(appendRequestHeaders);
            appendResponseHeaders = WireCollections.copy(appendResponseHeaders);
            removeRequestHeaders = WireCollections.copy(removeRequestHeaders);
            removeResponseHeaders = WireCollections.copy(removeResponseHeaders);
        }
    }

    /** Take failing hosts out of rotation. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record OutlierDetection(
            @Nullable Long consecutiveErrors,
            @Nullable String interval,
            @Nullable String baseEjectionTime,
            @Nullable Long maxEjectionPercent) {}

    /** TLS between workloads. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Mtls(@Nullable Istio istio) {
        /** Istio's mode; absent means DISABLE. */
        @JsonInclude(JsonInclude.Include.NON_NULL)
        public record Istio(@Nullable TlsMode tlsMode) {}
    }
}
