// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.install;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a chart is told beside its defaults.
 *
 * @param files YAML; the later one counts
 * @param single by path of the value, as Helm's {@code --set}, in the order given; counts more than files
 * @param reset whether what an earlier release was told is forgotten
 */
public record HelmValues(List<Path> files, Map<String, String> single, boolean reset) {

    static final HelmValues NONE = new HelmValues(List.of(), Map.of(), false);

    public HelmValues {
        files = List.copyOf(files);
        single = Collections.unmodifiableMap(new LinkedHashMap<>(single));
    }
}
