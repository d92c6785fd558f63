// SPDX-License-Identifier: Apache-2.0

package dev.weft.api.certificates;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.weft.api.schema.Format;
import org.jspecify.annotations.Nullable;

/** A PEM PKCS#10 request, base64 on the wire. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CertificateRequestSpec(
        @Format(Format.Of.BYTES) @Nullable String certificateSigningRequest) {}
