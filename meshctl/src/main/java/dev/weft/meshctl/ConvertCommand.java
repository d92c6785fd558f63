// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.analysis.convert.ApiLevel;
import dev.weft.analysis.convert.Conversion;
import dev.weft.analysis.convert.Converter;
import dev.weft.analysis.convert.Note;
import dev.weft.runtime.folder.ObjectFiles;
import dev.weft.runtime.folder.UnusableFolderException;
import dev.weft.runtime.snapshot.RawObject;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code meshctl convert}: the objects on standard output, what was lost on standard error. */
@Command(
        name = "convert",
        description =
                "Convert policies and discovered services of Gloo Mesh 1.1 into ours, or back; says what is lost.",
        sortOptions = false,
        footerHeading = "%nExample:%n",
        footer = "  meshctl convert -f policies-1.1.yaml > policies.yaml",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:every object means what it meant",
            "1:a bug in meshctl",
            "2:a file or the options cannot be used; nothing is printed",
            "3:something was lost, or an object cannot be converted; the others are printed"
        })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class ConvertCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    @Option(
            names = {"-f", "--filename"},
            required = true,
            paramLabel = "FILE",
            description = "File with objects, a folder of such files, or - for standard input; may be repeated.")
    private List<String> files;

    @Option(
            names = "--to",
            defaultValue = "v1alpha2",
            paramLabel = "v1alpha2|v1",
            description =
                    "The form to convert to: that of Gloo Mesh 0.12 and Weft, or that of Gloo Mesh 1.1 (default: ${DEFAULT-VALUE}).")
    private ApiLevel to;

    @Option(
            names = {"-o", "--output"},
            defaultValue = "yaml",
            paramLabel = "yaml|json",
            description = "How to print (default: ${DEFAULT-VALUE}).")
    private DataFormat format;

    @Override
    public Integer call() throws UnusableFolderException {
        Converter converter = new Converter();
        List<ObjectNode> objects = new ArrayList<>();
        boolean complete = true;
        for (RawObject source : ObjectFiles.read(files, System.in)) {
            switch (converter.convert(source.body(), to)) {
                case Conversion.Untouched untouched -> objects.add(untouched.object());
                case Conversion.Converted converted -> {
                    objects.add(converted.object());
                    complete &= tell(source, converted.notes());
                }
                case Conversion.Refused refused -> complete &= tell(source, refused.notes());
            }
        }
        format.printObjects(objects, command.commandLine().getOut());
        return complete ? ExitCode.OK : ExitCode.REJECTED;
    }

    /** @return whether the object means what it meant */
    private boolean tell(RawObject source, List<Note> notes) {
        PrintWriter err = command.commandLine().getErr();
        String name = source.id().words();
        notes.forEach(note -> err.println(source.origin() + ": " + name + ": "
                + note.weight().toString().toLowerCase(Locale.ROOT) + ": " + note.field() + " " + note.message()));
        err.flush();
        return notes.stream().allMatch(note -> note.weight() == Note.Weight.CHANGED);
    }
}
