// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.runtime.snapshot.RawObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ObjectFilesTest {

    @TempDir
    private Path folder;

    private static InputStream input(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void objectsComeInTheOrderOfPathsAndDocumentsAndListsAreTakenApart() throws Exception {
        Path file = Files.writeString(folder.resolve("a.yaml"), """
                {apiVersion: v1, kind: List, items: [{apiVersion: v1, kind: Service, metadata: {name: b}}]}
                ---
                {apiVersion: v1, kind: Service, metadata: {name: a}}
                """);

        List<RawObject> objects = ObjectFiles.read(
                List.of("-", file.toString()), input("{apiVersion: v1, kind: Secret, metadata: {name: z}}"));

        assertThat(objects).extracting(object -> object.id().name()).containsExactly("z", "b", "a");
        assertThat(objects)
                .extracting(RawObject::origin)
                .containsExactly("standard input:1:1", file + ":1:38", file + ":3:1");
    }

    @Test
    void ofAFolderTheFilesInItAreReadAndNotThoseBelow() throws Exception {
        Files.writeString(folder.resolve("a.yml"), "{apiVersion: v1, kind: Service, metadata: {name: a}}");
        Files.writeString(folder.resolve("b.txt"), "no object");
        Files.writeString(Files.createDirectory(folder.resolve("below")).resolve("c.yaml"), "no object");

        assertThat(ObjectFiles.read(List.of(folder.toString()), input("")))
                .extracting(object -> object.id().name())
                .containsExactly("a");
    }

    @Test
    void whatStandsTwiceIsRefusedWithBothPlaces() throws IOException {
        String service = "{apiVersion: v1, kind: Service, metadata: {name: a}}";
        Path file = Files.writeString(folder.resolve("a.yaml"), service);

        assertThatThrownBy(() -> ObjectFiles.read(List.of(file.toString(), "-"), input(service)))
                .isInstanceOf(UnusableFolderException.class)
                .hasMessageContaining("standard input:1:1")
                .hasMessageContaining("also at " + file + ":1:1");
    }
}
