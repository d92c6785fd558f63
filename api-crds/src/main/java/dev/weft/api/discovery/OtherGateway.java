// SPDX-License-Identifier: Apache-2.0

package dev.weft.api.discovery;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.weft.api.shared.ObjectRef;
import dev.weft.api.shared.WireCollections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A Service whose pods run as a gateway of a mesh, and which is no way in from other clusters; a list of them is the annotation
 * {@link OwnAnnotations#OTHER_GATEWAYS}.
 *
 * @param ingress whether it is one for visitors from outside, and leads to nothing else
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record OtherGateway(
        @Nullable ObjectRef service,
        @Nullable Map<String, @Nullable String> workloadLabels,
        @Nullable String externalAddress,
        @Nullable Boolean ingress) {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            // Those of a newer version say more, and are gateways all the same.
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    public OtherGateway {
        workloadLabels = WireCollections.copy(workloadLabels);
    }

    /** The text of the annotation. */
    public static String text(List<OtherGateway> gateways) {
        try {
            return MAPPER.writeValueAsString(gateways);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("records of texts become JSON", e);
        }
    }

    /**
     * Reads that text. Fields that this version does not know are left out, so that a newer one may add some.
     *
     * @return empty when it is no list of gateways: then nobody can tell which ones there are
     */
    public static Optional<List<OtherGateway>> read(String text) {
        if (text.isEmpty()) {
            return Optional.of(List.of());
        }
        try {
            @Nullable OtherGateway @Nullable [] gateways = MAPPER.readValue(text, OtherGateway[].class);
            return gateways == null || Stream.of(gateways).anyMatch(Objects::isNull)
                    ? Optional.empty()
                    : Optional.of(List.of(gateways));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }
}
