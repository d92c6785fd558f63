// SPDX-License-Identifier: Apache-2.0

package dev.weft.api.networking;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.weft.api.schema.Explain;
import dev.weft.api.schema.Format;
import dev.weft.api.schema.OneOf;
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
@Explain("What happens to requests from some workloads to some services.")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TrafficPolicySpec(
        @Explain("Workloads whose requests are concerned; an element selects, or the next. Empty: all workloads.")
        @Nullable
        List<@Nullable WorkloadSelector> sourceSelector,

        @Explain("Services whose requests are concerned; an element selects, or the next. Empty: all services.")
        @Nullable
        List<@Nullable TrafficTargetSelector> destinationSelector,

        @Explain("Requests that are concerned; an element matches, or the next. Empty: all requests.") @Nullable
        List<@Nullable HttpMatcher> httpRequestMatchers,

        @Explain("Send requests to these destinations instead of the selected service.") @Nullable
        TrafficShift trafficShift,

        @Explain("Delay or refuse some requests on purpose.") @Nullable
        FaultInjection faultInjection,

        @Format(Format.Of.DURATION) @Explain("Give up on a request after this time. 0s: never.") @Nullable
        String requestTimeout,

        @Explain("Try failed requests again.") @Nullable Retries retries,

        @Explain("Cross-origin resource sharing: what browsers may do with answers.") @Nullable
        CorsPolicy corsPolicy,

        @Explain("Send a copy of requests to another service and ignore its answers.") @Nullable
        Mirror mirror,

        @Explain("Add and remove headers.") @Nullable HeaderManipulation headerManipulation,

        @Explain("Take endpoints that fail out of rotation for a while. Concerns all callers of the selected services.")
        @Nullable
        OutlierDetection outlierDetection,

        @Explain("TLS between workloads; overrides that of Settings.") @Nullable
        Mtls mtls) {

    public TrafficPolicySpec {
        sourceSelector = WireCollections.copy(sourceSelector);
        destinationSelector = WireCollections.copy(destinationSelector);
        httpRequestMatchers = WireCollections.copy(httpRequestMatchers);
    }

    /** Conditions on a request, ANDed; one of prefix, exact and regex. */
    @OneOf({"prefix", "exact", "regex"})
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record HttpMatcher(
            @Explain("The path begins with this.") @Nullable String prefix,
            @Explain("The path is this.") @Nullable String exact,

            @Explain("The path as a whole matches this RE2 expression.") @Nullable
            String regex,

            @Explain("Conditions on headers; all must hold.") @Nullable
            List<@Nullable HeaderMatcher> headers,

            @Explain("Conditions on query parameters; all must hold.") @Nullable
            List<@Nullable QueryParameterMatcher> queryParameters,

            @Explain("The method. Absent: any; present without a value: GET.") @Nullable
            HttpMethodWrapper method) {

        public HttpMatcher {
            headers = WireCollections.copy(headers);
            queryParameters = WireCollections.copy(queryParameters);
        }

        /** A condition on one query parameter. */
        @JsonInclude(JsonInclude.Include.NON_NULL)
        public record QueryParameterMatcher(
                @Explain("Name of the parameter.") @Nullable String name,

                @Explain("Value, or expression if regex is true.") @Nullable
                String value,

                @Explain("Whether value is an RE2 expression that the value as a whole must match.") @Nullable
                Boolean regex) {}

        /** A method; present and empty means GET. */
        @JsonInclude(JsonInclude.Include.NON_NULL)
        public record HttpMethodWrapper(
                @Explain("HTTP method. Absent: GET.") @Nullable
                HttpMethod method) {}
    }

    /** Where requests go instead. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record TrafficShift(
            @Explain("Destinations with weights.") @Nullable List<@Nullable Destination> destinations) {

        public TrafficShift {
            destinations = WireCollections.copy(destinations);
        }

        /** A weighted destination; one of the last two. */
        @OneOf({"kubeService", "failoverService"})
        @JsonInclude(JsonInclude.Include.NON_NULL)
        public record Destination(
                @Explain("Share of the requests. Weights should add up to 100.") @Nullable
                Long weight,

                @Explain("A service that discovery knows.") @Nullable
                KubeDestination kubeService,

                @Explain("A FailoverService.") @Nullable FailoverServiceDestination failoverService,

                @Explain("Headers to add and remove for this destination alone. Not in Gloo Mesh 0.12.") @Nullable
                HeaderManipulation headerManipulation) {}

        /** A service, or a subset of its pods. */
        @JsonInclude(JsonInclude.Include.NON_NULL)
        public record KubeDestination(
                @Explain("Name of the Service.") @Nullable String name,

                @Explain("Namespace of the Service.") @Nullable
                String namespace,

                @Explain("Name of the registered cluster.") @Nullable
                String clusterName,

                @Explain("Only pods with these labels.") @Nullable
                Map<String, @Nullable String> subset,

                @Explain("Port of the Service. Needed when it has several.") @Nullable
                Long port) {

            public KubeDestination {
                subset = WireCollections.copy(subset);
            }
        }

        /** A FailoverService. */
        @JsonInclude(JsonInclude.Include.NON_NULL)
        public record FailoverServiceDestination(
                @Explain("Name of the FailoverService.") @Nullable
                String name,

                @Explain("Namespace of the FailoverService.") @Nullable
                String namespace,

                @Explain("Only pods with these labels.") @Nullable
                Map<String, @Nullable String> subset) {

            public FailoverServiceDestination {
                subset = WireCollections.copy(subset);
            }
        }
    }

    /** A fault; one of the first three. */
    @OneOf({"fixedDelay", "exponentialDelay", "abort"})
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record FaultInjection(
            @Format(Format.Of.DURATION) @Explain("Delay requests by this time.") @Nullable
            String fixedDelay,

            @Format(Format.Of.DURATION) @Explain("Delay requests by a random time with this mean.") @Nullable
            String exponentialDelay,

            @Explain("Answer requests at once.") @Nullable Abort abort,

            @Explain("Share of the requests, 0 to 100. Absent: 100.") @Nullable
            Double percentage) {
        /** Answer with this status. */
        @JsonInclude(JsonInclude.Include.NON_NULL)
        public record Abort(
                @Explain("HTTP status of the answer.") @Nullable
                Integer httpStatus) {}
    }

    /** Try again. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Retries(
            @Explain("How often to try again. 0: never.") @Nullable
            Integer attempts,

            @Format(Format.Of.DURATION) @Explain("Time for each attempt; at least 1ms.") @Nullable
            String perTryTimeout,

            @Explain("When to try again: Envoy's conditions for HTTP and gRPC, or HTTP statuses such as \"503\"."
                    + " Absent: what the mesh does by default. Not in Gloo Mesh 0.12.")
            @Nullable
            List<@Nullable String> retryOn) {

        public Retries {
            retryOn = WireCollections.copy(retryOn);
        }
    }

    /** Cross-origin resource sharing. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record CorsPolicy(
            @Explain("Origins that may read answers; an element matches, or the next.") @Nullable
            List<@Nullable StringMatch> allowOrigins,

            @Explain("Methods for Access-Control-Allow-Methods.") @Nullable
            List<@Nullable String> allowMethods,

            @Explain("Request headers for Access-Control-Allow-Headers.") @Nullable
            List<@Nullable String> allowHeaders,

            @Explain("Answer headers for Access-Control-Expose-Headers.") @Nullable
            List<@Nullable String> exposeHeaders,

            @Format(Format.Of.DURATION) @Explain("How long a browser may remember the answer.") @Nullable
            String maxAge,

            @Format(Format.Of.NULLABLE) @Explain("Whether requests may carry credentials.") @Nullable
            Boolean allowCredentials) {

        public CorsPolicy {
            allowOrigins = WireCollections.copy(allowOrigins);
            allowMethods = WireCollections.copy(allowMethods);
            allowHeaders = WireCollections.copy(allowHeaders);
            exposeHeaders = WireCollections.copy(exposeHeaders);
        }

        /** One of the three. */
        @OneOf({"exact", "prefix", "regex"})
        @JsonInclude(JsonInclude.Include.NON_NULL)
        public record StringMatch(
                @Explain("The origin is this.") @Nullable String exact,

                @Explain("The origin begins with this.") @Nullable
                String prefix,

                @Explain("The origin as a whole matches this RE2 expression.") @Nullable
                String regex) {}
    }

    /** Copy requests to a service. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Mirror(
            @Explain("The service that gets the copies.") @Nullable
            ClusterObjectRef kubeService,

            @Explain("Share of the requests, 0 to 100. Absent: 100.") @Nullable
            Double percentage,

            @Explain("Port of the service. Needed when it has several.") @Nullable
            Long port) {}

    /** Add and remove headers. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record HeaderManipulation(
            @Explain("Headers to add to requests.") @Nullable
            Map<String, @Nullable String> appendRequestHeaders,

            @Explain("Headers to add to answers.") @Nullable Map<String, @Nullable String> appendResponseHeaders,

            @Explain("Headers to remove from requests.") @Nullable
            List<@Nullable String> removeRequestHeaders,

            @Explain("Headers to remove from answers.") @Nullable
            List<@Nullable String> removeResponseHeaders) {

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
            @Explain("Failures in a row that eject an endpoint. Absent or 0: 5.") @Nullable
            Long consecutiveErrors,

            @Format(Format.Of.DURATION) @Explain("Time between two looks at the failures. Absent: 10s.") @Nullable
            String interval,

            @Format(Format.Of.DURATION) @Explain("Least time out of rotation. Absent: 30s.") @Nullable
            String baseEjectionTime,

            @Explain("Most endpoints out of rotation, in percent. Absent or 0: 100.") @Nullable
            Long maxEjectionPercent) {}

    /** TLS between workloads. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Mtls(@Explain("TLS of Istio.") @Nullable Istio istio) {
        /** Istio's mode; absent means DISABLE. */
        @JsonInclude(JsonInclude.Include.NON_NULL)
        public record Istio(
                @Explain("Mode of clients. Absent: DISABLE.") @Nullable
                TlsMode tlsMode) {}
    }
}
