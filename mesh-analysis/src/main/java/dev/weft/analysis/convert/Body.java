// SPDX-License-Identifier: Apache-2.0

package dev.weft.analysis.convert;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * How one kind is said in the other form. {@code at} is the JSON path of what is given, for the notes; what is given is left as it is.
 */
interface Body {

    ObjectNode specToV1alpha2(ObjectNode spec, String at, Notes notes);

    ObjectNode specToV1(ObjectNode spec, String at, Notes notes);

    ObjectNode statusToV1alpha2(ObjectNode status, String at, Notes notes);

    ObjectNode statusToV1(ObjectNode status, String at, Notes notes);
}
